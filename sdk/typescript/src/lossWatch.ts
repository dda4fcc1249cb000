const loss = /^(?:.*[/_.\- ])?loss$/is;
const maxKeys = 1000;

/** Alerts once for each metric called loss, or `…_loss`, `…/loss`, that becomes NaN or infinite. */
export class LossWatch {
  readonly #alert: (text: string) => void;
  readonly #told = new Set<string>();

  constructor(alert: (text: string) => void) {
    this.#alert = alert;
  }

  /** Looks at a value that is not finite. */
  see(key: string, value: number): void {
    if (this.#told.size >= maxKeys || this.#told.has(key) || !loss.test(key)) return;
    this.#told.add(key);
    const infinite = value > 0 ? "INF" : "-INF";
    this.#alert(`${key} is ${Number.isNaN(value) ? "NAN" : infinite}`);
  }
}
