"""The callback in real trainings of Keras, with the backend that $KERAS_BACKEND names."""

import unittest

import keras
import numpy as np
from adapter_test import AdapterTest, curve, status

import runicorn as rn
from runicorn.keras import RunicornCallback
from tests.support import document, rows


def data():
    draw = np.random.default_rng(5)
    x = draw.normal(size=(96, 8)).astype("float32")
    return x, (x.sum(axis=1) > 0).astype("float32")


def model(learning_rate=0.05):
    keras.utils.set_random_seed(1)
    layers = [
        keras.Input((8,)),
        keras.layers.Dense(4, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    built = keras.Sequential(layers, name="tiny")
    built.compile(keras.optimizers.Adam(learning_rate), loss="binary_crossentropy", metrics=["accuracy"])
    return built


class Keras(AdapterTest):
    def test_records_what_the_history_holds(self):
        x, y = data()
        callback = RunicornCallback("keras", "tiny", log_every=2)
        history = model().fit(x, y, batch_size=32, epochs=4, validation_split=1 / 3, verbose=0, callbacks=[callback])
        [run] = self.runs()
        for key, values in history.history.items():
            self.assertEqual([step for step, _ in curve(run, key)], history.epoch)
            np.testing.assert_allclose([value for _, value in curve(run, key)], values, rtol=1e-6)
        self.assertEqual([value for _, value in curve(run, "epoch")], [0, 1, 2, 3])
        np.testing.assert_allclose([value for _, value in curve(run, "learning_rate")], [0.05] * 4, rtol=1e-6)
        # Two batches an epoch, of which every second one is recorded.
        self.assertEqual([step for step, _ in curve(run, "batch/loss")], [0, 2, 4, 6])
        args = self.args_of(run)
        self.assertEqual((args["epochs"], args["steps"]), (4, 2))
        self.assertEqual((args["model"]["name"], args["model"]["parameters"]), ("tiny", 41))
        self.assertEqual((args["optimizer"]["class"], args["loss"]), ("Adam", "binary_crossentropy"))
        self.assertAlmostEqual(args["optimizer"]["learning_rate"], 0.05)
        self.assertEqual((status(run), document(run, "meta.json")["path"]), ("finished", "keras/tiny"))
        self.assertIsNone(rn.get_active_run())

    def test_an_evaluation_afterwards_is_a_result_of_the_same_run(self):
        x, y = data()
        callback = RunicornCallback("keras")
        trained = model()
        trained.fit(x, y, epochs=1, verbose=0, callbacks=[callback])
        found = trained.evaluate(x, y, verbose=0, callbacks=[callback], return_dict=True)
        [run] = self.runs()
        self.assertAlmostEqual(document(run, "summary.json")["test/loss"], found["loss"], 6)
        self.assertEqual(status(run), "finished")

    def test_a_schedule_of_the_learning_rate_is_followed(self):
        x, y = data()
        schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=3, decay_rate=0.5)
        callback = RunicornCallback()
        model(schedule).fit(x, y, batch_size=32, epochs=3, verbose=0, callbacks=[callback])
        rates = [value for _, value in curve(self.runs()[0], "learning_rate")]
        np.testing.assert_allclose(rates, [0.05, 0.025, 0.0125], rtol=1e-5)

    def test_the_active_run_is_used_and_left_open(self):
        x, y = data()
        with rn.init("mine", "outer") as run:
            model().fit(x, y, epochs=2, verbose=0, callbacks=[RunicornCallback("other")])
            self.assertEqual(run.status, "running")
            rn.log({"after": 1})
        self.assertEqual(self.runs(), [run.run_dir])
        self.assertEqual(rows(run.run_dir)[-1]["data"]["after"], 1)

    def test_each_fit_is_a_run_and_one_that_raises_has_failed(self):
        x, y = data()

        class Stops(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                raise RuntimeError("enough")

        callback = RunicornCallback()
        with self.assertRaises(RuntimeError):
            model().fit(x, y, epochs=2, verbose=0, callbacks=[callback, Stops()])
        model().fit(x, y, epochs=1, verbose=0, callbacks=[callback])
        self.assertEqual([status(run) for run in self.runs()], ["failed", "finished"])

    def test_a_multi_output_model_with_a_loss_object(self):
        inputs = keras.Input((8,))
        outputs = {"a": keras.layers.Dense(1, name="a")(inputs), "b": keras.layers.Dense(1, name="b")(inputs)}
        both = keras.Model(inputs, outputs)
        both.compile("sgd", loss={"a": keras.losses.MeanSquaredError(), "b": "mae"})
        x, y = data()
        history = both.fit(x, {"a": y, "b": y}, epochs=2, verbose=0, callbacks=[RunicornCallback()])
        [run] = self.runs()
        for key in history.history:
            self.assertEqual(len(curve(run, key)), 2)


if __name__ == "__main__":
    unittest.main()
