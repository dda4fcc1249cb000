"""A neural network with one hidden layer, in plain Python."""

import math
import random
from operator import mul


class Network:
    """64 inputs, a hidden layer with ReLU, 10 outputs with softmax; trained by SGD with momentum."""

    def __init__(self, hidden, seed, inputs=64, outputs=10):
        draw = random.Random(seed)
        self.layers = [
            [[draw.gauss(0, math.sqrt(2 / inputs)) for _ in range(inputs + 1)] for _ in range(hidden)],
            [[draw.gauss(0, math.sqrt(2 / hidden)) for _ in range(hidden + 1)] for _ in range(outputs)],
        ]
        self.velocity = zeros_like(self.layers)

    def predict(self, picture):
        """Activations of the hidden layer, and the probability of each digit."""
        first, second = self.layers
        # The last weight of a row is its bias: zip and map stop at the shorter list, so it is added by itself.
        hidden = [max(0.0, sum(map(mul, row, picture)) + row[-1]) for row in first]
        scores = [sum(map(mul, row, hidden)) + row[-1] for row in second]
        top = max(scores)
        exps = [math.exp(score - top) for score in scores]
        total = sum(exps)
        return hidden, [e / total for e in exps]

    def train(self, batch, lr, momentum, weight_decay):
        """One step of gradient descent. Loss and accuracy on the batch before it, and the norm of the gradient."""
        gradient = zeros_like(self.layers)
        loss, right = 0.0, 0
        for picture, digit in batch:
            hidden, probabilities = self.predict(picture)
            loss -= math.log(max(probabilities[digit], 1e-12))
            right += probabilities.index(max(probabilities)) == digit
            self._add_gradient(gradient, picture, hidden, probabilities, digit)
        square = self._descend(gradient, 1 / len(batch), lr, momentum, weight_decay)
        return loss / len(batch), right / len(batch), math.sqrt(square)

    def evaluate(self, examples):
        """Mean loss and accuracy."""
        loss, right = 0.0, 0
        for picture, digit in examples:
            _, probabilities = self.predict(picture)
            loss -= math.log(max(probabilities[digit], 1e-12))
            right += probabilities.index(max(probabilities)) == digit
        return loss / len(examples), right / len(examples)

    def _add_gradient(self, gradient, picture, hidden, probabilities, digit):
        errors = list(probabilities)
        errors[digit] -= 1.0
        back = [0.0] * len(hidden)
        inputs = hidden + [1.0]
        for row, grad, error in zip(self.layers[1], gradient[1], errors):
            grad[:] = [g + error * x for g, x in zip(grad, inputs)]
            back = [b + error * w for b, w in zip(back, row)]
        inputs = picture + [1.0]
        for index, (grad, error) in enumerate(zip(gradient[0], back)):
            if hidden[index] > 0.0:
                grad[:] = [g + error * x for g, x in zip(grad, inputs)]

    def _descend(self, gradient, scale, lr, momentum, weight_decay):
        square = 0.0
        for rows, grads, speeds in zip(self.layers, gradient, self.velocity):
            for row, grad, speed in zip(rows, grads, speeds):
                grad = [g * scale + weight_decay * w for g, w in zip(grad, row)]
                square += sum(map(mul, grad, grad))
                speed[:] = [momentum * v - lr * g for v, g in zip(speed, grad)]
                row[:] = [w + v for w, v in zip(row, speed)]
        return square


def zeros_like(layers):
    """Zeros in the shape of the weights."""
    return [[[0.0] * len(row) for row in rows] for rows in layers]
