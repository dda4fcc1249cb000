import type { Example } from "./digits.ts";
import { Layer } from "./layer.ts";

/** Loss and share of right answers. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

/** 64 inputs, a hidden layer with ReLU, 10 outputs with softmax; trained by SGD with momentum. */
export class Network {
  readonly #first: Layer;
  readonly #second: Layer;
  readonly #hidden: Float64Array;
  readonly #hiddenError: Float64Array;
  readonly #output: Float64Array;

  constructor(hidden: number, random: () => number) {
    this.#first = new Layer(64, hidden, random);
    this.#second = new Layer(hidden, 10, random);
    this.#hidden = new Float64Array(hidden);
    this.#hiddenError = new Float64Array(hidden);
    this.#output = new Float64Array(10);
  }

  /** One step of gradient descent; the batch's score before it, and the norm of the gradient. */
  train(
    batch: readonly Example[],
    rates: { lr: number; momentum: number; weightDecay: number },
  ): Score & { norm: number } {
    const score = this.#score(batch, (example) => this.#addGradient(example));
    const square =
      this.#first.descend(1 / batch.length, rates) + this.#second.descend(1 / batch.length, rates);
    return { ...score, norm: Math.sqrt(square) };
  }

  evaluate(examples: readonly Example[]): Score {
    return this.#score(examples, () => undefined);
  }

  #score(examples: readonly Example[], after: (example: Example) => void): Score {
    let [loss, right] = [0, 0];
    for (const example of examples) {
      this.#predict(example.picture);
      const probability = this.#output[example.digit] ?? 0;
      loss -= Math.log(Math.max(probability, 1e-12));
      if (probability === Math.max(...this.#output)) right += 1;
      after(example);
    }
    return { loss: loss / examples.length, accuracy: right / examples.length };
  }

  /** Leaves the hidden layer's activations in #hidden and the probability of each digit in #output. */
  #predict(picture: Float64Array): void {
    const [hidden, output] = [this.#hidden, this.#output];
    this.#first.forward(picture, hidden);
    for (let i = 0; i < hidden.length; i++) hidden[i] = Math.max(0, hidden[i] ?? 0);
    this.#second.forward(hidden, output);
    const top = Math.max(...output);
    let total = 0;
    for (let i = 0; i < output.length; i++) {
      const e = Math.exp((output[i] ?? 0) - top);
      output[i] = e;
      total += e;
    }
    for (let i = 0; i < output.length; i++) output[i] = (output[i] ?? 0) / total;
  }

  #addGradient({ picture, digit }: Example): void {
    const [hidden, error] = [this.#hidden, this.#hiddenError];
    this.#output[digit] = (this.#output[digit] ?? 0) - 1;
    error.fill(0);
    this.#second.backward(hidden, this.#output, error);
    for (let i = 0; i < hidden.length; i++) if (hidden[i] === 0) error[i] = 0;
    this.#first.backward(picture, error);
  }
}
