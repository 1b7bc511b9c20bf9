/** Data sets as values: what readers make, changes take and kernels train on. */

/** Training or test samples. */
export interface DataPart {
  readonly count: number;
  /** Numbers in an input. */
  readonly inputs: number;
  /** count × inputs. */
  readonly x: Float32Array | Float64Array;
  /** Class of each sample; present unless the targets are numbers. */
  readonly labels?: Uint8Array;
  /** count × outputs, where there are no classes. */
  readonly targets?: Float64Array;
  /** Weight of each sample in a mean; equal when absent. */
  readonly weights?: Float64Array;
}

export interface Dataset {
  readonly name: string;
  readonly inputs: number;
  /** One a class, or the numbers in a target. */
  readonly outputs: number;
  /** Present when the targets are classes. */
  readonly classes?: number;
  readonly train: DataPart;
  /** Absent where there is none. */
  readonly test?: DataPart;
}
