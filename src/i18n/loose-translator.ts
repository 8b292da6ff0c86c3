/** Reasons come from the server, so their keys are known only when they arrive. */
export interface LooseTranslator {
  (key: string, values?: Record<string, string | number>): string;
  has(key: string): boolean;
}
