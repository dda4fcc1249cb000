import { type Values, mib } from "./samples.ts";
import { listFolder, readNumber } from "./systemFile.ts";

/** AMD GPUs as the files of Linux's driver tell them, without any program. `root` stands before /sys, for tests. */
export class AmdGpus {
  readonly #devices: readonly string[];

  constructor(root = "") {
    const folder = `${root}/sys/class/drm`;
    this.#devices = listFolder(folder)
      .filter((name) => /^card\d+$/.test(name))
      .map((name) => Number(name.slice("card".length)))
      .sort((one, other) => one - other)
      .map((number) => `${folder}/card${number}/device`)
      .filter((device) => readNumber(`${device}/gpu_busy_percent`) !== undefined);
  }

  get count(): number {
    return this.#devices.length;
  }

  /** The values by key, those that a card tells. */
  read(): Values {
    const entries = this.#devices.flatMap((device, index) =>
      Object.entries(readCard(device)).map(([name, value]) => [`gpu${index}_${name}`, value]),
    );
    return Object.fromEntries(entries) as Values;
  }
}

function readCard(device: string): Values {
  const [sensor] = listFolder(`${device}/hwmon`);
  const sensors = sensor === undefined ? device : `${device}/hwmon/${sensor}`;
  const scaled = (path: string, unit: number) => {
    const number = readNumber(path);
    return number === undefined ? undefined : number / unit;
  };
  const fan = readNumber(`${sensors}/pwm1`);
  const full = readNumber(`${sensors}/pwm1_max`);
  return {
    util_pct: readNumber(`${device}/gpu_busy_percent`),
    mem_util_pct: readNumber(`${device}/mem_busy_percent`),
    mem_used_mib: scaled(`${device}/mem_info_vram_used`, mib),
    mem_total_mib: scaled(`${device}/mem_info_vram_total`, mib),
    temp_c: scaled(`${sensors}/temp1_input`, 1000),
    // Newer cards tell the moment's power only.
    power_w: scaled(`${sensors}/power1_average`, 1e6) ?? scaled(`${sensors}/power1_input`, 1e6),
    power_limit_w: scaled(`${sensors}/power1_cap`, 1e6),
    clock_sm_mhz: scaled(`${sensors}/freq1_input`, 1e6),
    fan_pct: fan !== undefined && full !== undefined && full > 0 ? (100 * fan) / full : undefined,
  };
}
