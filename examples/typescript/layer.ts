import { gaussian } from "./random.ts";

/** A linear layer: weights row by row, each row ending with its bias; with gradient and velocity of the same shape. */
export class Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly #weights: Float64Array;
  readonly #gradient: Float64Array;
  readonly #velocity: Float64Array;

  constructor(inputs: number, outputs: number, random: () => number) {
    const size = (inputs + 1) * outputs;
    const deviation = Math.sqrt(2 / inputs);
    this.inputs = inputs;
    this.outputs = outputs;
    this.#weights = Float64Array.from({ length: size }, () => gaussian(random) * deviation);
    this.#gradient = new Float64Array(size);
    this.#velocity = new Float64Array(size);
  }

  /** Writes weights · x + bias into `into`. */
  forward(x: Float64Array, into: Float64Array): void {
    const { inputs, outputs } = this;
    const weights = this.#weights;
    for (let row = 0; row < outputs; row++) {
      const start = row * (inputs + 1);
      let sum = weights[start + inputs] ?? 0;
      for (let i = 0; i < inputs; i++) sum += (weights[start + i] ?? 0) * (x[i] ?? 0);
      into[row] = sum;
    }
  }

  /** Adds the gradient of one example, given what came in and the error of what went out; adds the error of the input to `back`. */
  backward(x: Float64Array, error: Float64Array, back?: Float64Array): void {
    const { inputs, outputs } = this;
    const [weights, gradient] = [this.#weights, this.#gradient];
    for (let row = 0; row < outputs; row++) {
      const e = error[row] ?? 0;
      if (e === 0) continue;
      const start = row * (inputs + 1);
      for (let i = 0; i < inputs; i++) {
        gradient[start + i] = (gradient[start + i] ?? 0) + e * (x[i] ?? 0);
      }
      gradient[start + inputs] = (gradient[start + inputs] ?? 0) + e;
      if (back === undefined) continue;
      for (let i = 0; i < inputs; i++) back[i] = (back[i] ?? 0) + e * (weights[start + i] ?? 0);
    }
  }

  /** One step of gradient descent with momentum over the gradient times `scale`, which is cleared. The gradient's squared norm. */
  descend(
    scale: number,
    { lr, momentum, weightDecay }: { lr: number; momentum: number; weightDecay: number },
  ): number {
    const [weights, gradient, velocity] = [this.#weights, this.#gradient, this.#velocity];
    let square = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i] ?? 0;
      const g = (gradient[i] ?? 0) * scale + weightDecay * weight;
      square += g * g;
      const v = momentum * (velocity[i] ?? 0) - lr * g;
      velocity[i] = v;
      weights[i] = weight + v;
    }
    gradient.fill(0);
    return square;
  }
}
