/** Wall clock of a training that may have been interrupted, and the turns it gives to the rest of the program. */
export class Clock {
  private readonly started = performance.now();
  private readonly secondsBefore: number;
  private readonly stepsBefore: number;
  private lastTurn = this.started;

  /** @param before where the training stood when this process took it up */
  constructor(before: { readonly seconds: number; readonly step: number }) {
    this.secondsBefore = before.seconds;
    this.stepsBefore = before.step;
  }

  /** Seconds trained, those before an interruption included. */
  seconds(): number {
    return this.secondsBefore + this.here();
  }

  /** Estimate for the updates to come, at the speed since this process took over. */
  secondsLeft(step: number, totalSteps: number): number {
    return (this.here() / Math.max(1, step - this.stepsBefore)) * (totalSteps - step);
  }

  /** Lets timers, signals and other work of the program run, at most every 50 ms: kernels hold the thread. */
  async turn(): Promise<void> {
    if (performance.now() - this.lastTurn < 50) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.lastTurn = performance.now();
  }

  private here(): number {
    return (performance.now() - this.started) / 1000;
  }
}
