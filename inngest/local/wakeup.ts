/** A wait that ends at an instant or when somebody pokes; a poke that comes before the wait is not lost. */
export class Wakeup {
  private poked = false;
  private wake: (() => void) | undefined;

  poke(): void {
    this.poked = true;
    this.wake?.();
  }

  /** Resolve after `ms`, or at the first poke since the last wait; tell whether there was one. */
  async wait(ms: number): Promise<boolean> {
    if (!this.poked && ms > 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.wake = undefined;
    const { poked } = this;
    this.poked = false;
    return poked;
  }
}
