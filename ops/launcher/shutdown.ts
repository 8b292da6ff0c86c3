type Closer = () => void | Promise<void>;

const patienceMs = 15_000;
const orphanCheckMs = 250;

/** What is open, closed in reverse order when the process is asked to stop. */
export class Shutdown {
  private readonly closers: Closer[] = [];
  private stopping: Promise<void> | undefined;

  /** Register how to close what was just opened. */
  defer(close: Closer): void {
    this.closers.push(close);
  }

  get started(): boolean {
    return this.stopping !== undefined;
  }

  /** Close everything once; one part that fails does not keep the others open. */
  close(): Promise<void> {
    this.stopping ??= (async () => {
      for (let close = this.closers.pop(); close; close = this.closers.pop())
        await Promise.resolve()
          .then(close)
          .catch((error: unknown) => console.error(error));
    })();
    return this.stopping;
  }

  /** Close, then leave; a part that hangs is abandoned, because the data survives a kill anyway. */
  async exit(code: number): Promise<never> {
    setTimeout(() => process.exit(code || 1), patienceMs).unref();
    await this.close();
    process.exit(code);
  }

  /** Stop when the parent is gone: npm passes a signal to its shell only, which dies and leaves its child behind. */
  onOrphaned(): void {
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent && !this.started) void this.exit(0);
    }, orphanCheckMs).unref();
  }

  /** Stop on SIGINT, SIGTERM and SIGHUP; the same signal again does not wait. */
  onSignals(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => {
        if (this.started) process.exit(130);
        void this.exit(0);
      });
  }
}
