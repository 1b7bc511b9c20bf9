export declare function smallMnist(): Promise<Uint8Array>;
