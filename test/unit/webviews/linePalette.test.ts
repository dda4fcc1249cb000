import assert from "node:assert/strict";

import * as fc from "fast-check";

import { lineSlots } from "#webviews/shared/charts/data/lineSlots.ts";
import { lineHues, lineLook } from "#webviews/shared/charts/plot/linePalette.ts";
import type { ChartColours } from "#webviews/shared/charts/theme.ts";

type Triple = readonly [number, number, number];

/** What remains of linear red, green and blue for each kind of sight (Machado, Oliveira, Fernandes 2009, full severity). */
const sights: Record<string, readonly Triple[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Triple {
  const part = (at: number) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function seen([r, g, b]: Triple, sight: readonly Triple[]): Triple {
  const row = ([x, y, z]: Triple) => Math.min(1, Math.max(0, x * r + y * g + z * b));
  const [x, y, z] = sight.map(row);
  return [x ?? 0, y ?? 0, z ?? 0];
}

/** In which equal distances look about equally different; 0.02 is what an attentive eye notices. */
function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function contrast(a: Triple, b: Triple): number {
  const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [dark = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (bright + 0.05) / (dark + 0.05);
}

const backgrounds = { dark: ["#1f1f1f", "#252526", "#000000"], light: ["#ffffff", "#f8f8f8"] };

describe("the palette of lines", () => {
  for (const theme of ["dark", "light"] as const) {
    it(`has ten colours in ${theme} that everybody tells apart`, () => {
      const hues: readonly string[] = lineHues[theme];
      assert.ok(hues.length >= 10);
      for (const [sight, matrix] of Object.entries(sights)) {
        const points = hues.map((hue) => oklab(seen(linear(hue), matrix)));
        for (const [i, a] of points.entries()) {
          for (const [j, b] of points.slice(0, i).entries()) {
            const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
            const pair = `${hues[i]} and ${hues[j]} with ${sight}: ${distance.toFixed(3)}`;
            assert.ok(distance >= 0.1, pair);
          }
        }
      }
    });

    it(`stands out from the background in ${theme}`, () => {
      for (const hue of lineHues[theme]) {
        for (const background of backgrounds[theme]) {
          const ratio = contrast(linear(hue), linear(background));
          assert.ok(ratio >= 3, `${hue} on ${background}: ${ratio.toFixed(2)}`);
        }
      }
    });
  }

  it("gives fifty lines fifty looks", () => {
    const colours = { isDark: true } as ChartColours;
    const looks = Array.from({ length: 50 }, (_, slot) => {
      const { colours: hues, dash } = lineLook(slot, "", colours);
      return JSON.stringify([hues.line, dash]);
    });
    assert.equal(new Set(looks).size, 50);
  });
});

describe("the places of lines in the palette", () => {
  it("stay while others come and go, and are filled from the lowest", () => {
    const first = lineSlots(["a", "b", "c"], {});
    assert.deepEqual(first, { a: 0, b: 1, c: 2 });
    assert.deepEqual(lineSlots(["c", "a", "d"], first), { c: 2, a: 0, d: 1 });
  });

  it("are all different, whatever was kept", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string()),
        fc.dictionary(fc.string(), fc.nat(10)),
        (ids, known) => {
          const slots = lineSlots(ids, known);
          assert.deepEqual(Object.keys(slots).sort(), [...ids].sort());
          assert.equal(new Set(Object.values(slots)).size, ids.length);
        },
      ),
    );
  });
});
