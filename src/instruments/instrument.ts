/**
 * An instrument: what can be asked of any landscape, as a search. The command line, ensembles and users of the library call the same
 * ones; progress, Ctrl-C and partial results come with the search.
 */
import type { Stream } from '../base/philox.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { Search } from '../search/search.ts';

export interface Tools {
  readonly kernels: Kernels;
  /** All that is random comes from here. */
  readonly draw: Stream;
  /** Milliseconds, for forecasts. */
  readonly clock?: () => number;
}

export interface Instrument<Options, Result> {
  readonly name: string;
  /** @throws ArgumentError when an option is out of range */
  search(landscape: Landscape, options: Options, tools: Tools): Search<unknown, Result>;
}
