/** Time as the engine sees it. `now` is wall time in ms since the epoch (display); `monotonic` is for durations. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Calls back once after `ms`; returns a function that cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A new id, lower-case letters and digits, sortable by time. */
  id(): string;
}
