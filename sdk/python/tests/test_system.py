import itertools
import json
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

from runicorn.system.amd_gpus import AmdGpus
from runicorn.system.linux_machine import LinuxMachine
from runicorn.system.mac_machine import MacProcesses, parse_ioreg, parse_ps, parse_vm_stat
from runicorn.system.memory_limit import MemoryLimit
from runicorn.system.pace import Pace
from runicorn.system.process_tree import ProcessTree
from runicorn.system.rocm_smi import parse_rocm_smi
from runicorn.system.run_program import run_program
from runicorn.system.system_sampler import SystemSampler
from runicorn.system.tool import Tool

from .support import PACKAGE, StoreTest

FIXTURES = PACKAGE.parent.parent / "test" / "fixtures" / "nvidia-smi"
LINUX = unittest.skipUnless(sys.platform.startswith("linux"), "reads /proc")
POSIX = unittest.skipIf(os.name == "nt", "runs a script by its first line")


class FolderTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def files(self, **contents):
        """Writes files below the root; `__` stands for `/`."""
        for name, content in contents.items():
            self.file(name.replace("__", "/"), content)

    def file(self, name, content):
        path = Path(self.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


@LINUX
class Linux(FolderTest):
    def test_tells_speeds_from_two_readings(self):
        for name in ("sda", "dm-0", "loop0"):
            self.file(f"sys/block/{name}/size", "1")
        self.file("sys/class/net/eth0/device/vendor", "x")
        self.file("sys/class/net/docker0/mtu", "1500")
        self.file("sys/class/net/lo/mtu", "65536")

        def counters(ticks, sectors, octets):
            self.file("proc/stat", f"cpu  {ticks} 0 0 {1000 - ticks} 0 0 0 0 0 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n")
            disk = f"1 0 {sectors} 0 1 0 {2 * sectors} 0 0 0 0\n"
            self.file("proc/diskstats", f"8 0 sda {disk}8 1 sda1 {disk}253 0 dm-0 {disk}7 0 loop0 {disk}")
            line = f"{octets} 1 0 0 0 0 0 0 {2 * octets} 1 0 0 0 0 0 0\n"
            self.file("proc/net/dev", f"Inter-| Receive\n eth0: {line} lo: {line}docker0:{line}")

        counters(100, 0, 0)
        machine = LinuxMachine(self.root)
        machine.read(10.0)
        counters(600, 4096, 10 << 20)
        self.file("proc/stat", "cpu  600 0 0 1400 0 0 0 0 0 0\n")
        values = machine.read(12.0)
        self.assertEqual(values["cpu_pct"], 50.0)
        self.assertEqual((values["disk_read_mib_s"], values["disk_write_mib_s"]), (1.0, 2.0))
        self.assertEqual((values["net_recv_mib_s"], values["net_sent_mib_s"]), (5.0, 10.0))

    def test_memory_is_what_is_not_available(self):
        self.file("proc/meminfo", "MemTotal: 4096 kB\nMemAvailable: 1024 kB\nSwapTotal: 100 kB\nSwapFree: 100 kB\n")
        values = LinuxMachine(self.root).read(1.0)
        self.assertEqual(values, {"mem_used_mib": 3.0, "mem_total_mib": 4.0, "mem_pct": 75.0, "swap_used_mib": 0.0})

    def test_garbage_costs_what_it_stands_for_only(self):
        self.file("proc/meminfo", "MemTotal: lots\n\0\0:::\n")
        self.file("proc/loadavg", "0.5 1 1")
        self.assertEqual(LinuxMachine(self.root).read(1.0), {"load_1m": 0.5})

    def test_the_tree_of_processes_counts_with_its_children(self):
        def stat(ticks, pages):
            return f"1 (a) b) S 0 0 0 0 0 0 0 0 0 0 {ticks} 0 {ticks} 0 0 0 3 0 99 0 {pages} 0\n"

        self.file("proc/10/stat", stat(100, 256))
        self.file("proc/10/task/10/children", "")
        self.file("proc/10/task/11/children", "20 30 ")
        self.file("proc/20/stat", stat(0, 512))
        tree = ProcessTree(10, self.root)
        first = tree.read(1.0)
        page = os.sysconf("SC_PAGE_SIZE") / (1 << 20)
        self.assertEqual(first, {"proc_rss_mib": 768 * page, "proc_count": 2, "proc_threads": 6})
        self.file("proc/20/stat", stat(os.sysconf("SC_CLK_TCK"), 512))
        self.assertEqual(tree.read(2.0)["proc_cpu_pct"], 200.0)


@LINUX
class Limits(FolderTest):
    V2 = "30 25 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
    V1 = "35 31 0:32 {} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"

    def limit(self):
        limit = MemoryLimit.find(self.root)
        return limit and (limit.bytes, limit.used_mib())

    def test_version_2_in_a_container(self):
        self.files(proc__self__cgroup="0::/\n", proc__self__mountinfo=self.V2)
        self.file("sys/fs/cgroup/memory.max", "2097152\n")
        self.file("sys/fs/cgroup/memory.current", "2097152\n")
        self.file("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 1048576\n")
        self.assertEqual(self.limit(), (2097152, 1.0))
        self.file("proc/meminfo", "MemTotal: 40960 kB\nMemAvailable: 1024 kB\n")
        values = LinuxMachine(self.root).read(1.0)
        self.assertEqual((values["mem_total_mib"], values["mem_used_mib"], values["mem_pct"]), (2.0, 1.0, 50.0))

    def test_the_tightest_one_on_the_way_up_binds(self):
        self.files(proc__self__cgroup="0::/slurm/job_1/step_0\n", proc__self__mountinfo=self.V2)
        for folder, limit in (("slurm", "9000"), ("slurm/job_1", "5000"), ("slurm/job_1/step_0", "max")):
            self.file(f"sys/fs/cgroup/{folder}/memory.max", limit)
            self.file(f"sys/fs/cgroup/{folder}/memory.current", "1048576")
        self.assertEqual(self.limit(), (5000, 1.0))

    def test_version_1_seen_from_inside_a_container(self):
        self.files(proc__self__cgroup="5:cpu:/docker/abc\n4:memory:/docker/abc\n")
        self.file("proc/self/mountinfo", self.V1.format("/docker/abc"))
        self.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576")
        self.file("sys/fs/cgroup/memory/memory.usage_in_bytes", "524288")
        self.file("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 262144\n")
        self.assertEqual(self.limit(), (1048576, 0.25))

    def test_none_where_there_is_none(self):
        self.files(proc__self__cgroup="4:memory:/a\n0::/a\n")
        self.file("proc/self/mountinfo", self.V2 + self.V1.format("/"))
        self.file("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712")
        self.assertIsNone(self.limit())
        self.file("proc/self/cgroup", "nonsense")
        self.assertIsNone(self.limit())


class OtherMachines(FolderTest):
    def test_amd_cards_from_the_files_of_their_driver(self):
        card = "sys/class/drm/card1/device/"
        told = {
            "gpu_busy_percent": "97", "mem_busy_percent": "41", "mem_info_vram_used": "1073741824",
            "mem_info_vram_total": "17163091968", "hwmon/hwmon3/temp1_input": "61000",
            "hwmon/hwmon3/power1_average": "203000000", "hwmon/hwmon3/power1_cap": "300000000",
            "hwmon/hwmon3/freq1_input": "2304000000", "hwmon/hwmon3/pwm1": "51", "hwmon/hwmon3/pwm1_max": "255",
        }  # fmt: skip
        for name, content in told.items():
            self.file(card + name, content + "\n")
        self.file("sys/class/drm/card0/device/vendor", "0x1a03\n")
        self.file("sys/class/drm/card1-DP-1/status", "connected\n")
        expected = {
            "util_pct": 97, "mem_util_pct": 41, "mem_used_mib": 1024, "mem_total_mib": 16368, "temp_c": 61,
            "power_w": 203, "power_limit_w": 300, "clock_sm_mhz": 2304, "fan_pct": 20,
        }  # fmt: skip
        self.assertEqual(AmdGpus(self.root).read(), {f"gpu0_{name}": value for name, value in expected.items()})

    def test_amd_cards_from_rocm_smi(self):
        told = {
            "card0": {
                "GPU use (%)": "12", "VRAM Total Memory (B)": "17163091968", "VRAM Total Used Memory (B)": "1048576",
                "Temperature (Sensor edge) (C)": "45.0", "Average Graphics Package Power (W)": "60.0",
                "sclk clock speed:": "(1200Mhz)", "Fan speed (%)": "N/A",
            },
            "card1": "not supported",
            "system": {"Driver version": "6.3"},
        }  # fmt: skip
        values = parse_rocm_smi("WARNING: no permission\n" + json.dumps(told))
        expected = {"util_pct": 12, "mem_used_mib": 1, "mem_total_mib": 16368, "temp_c": 45, "power_w": 60}
        self.assertEqual(values, {f"gpu0_{key}": value for key, value in {**expected, "clock_sm_mhz": 1200}.items()})

    def test_macos_from_ps(self):
        processes = MacProcesses(pid=50, cores=4)
        processes.parse("    1     0   1024   0:10.00\n   50     1   2048   1:00.00\n", 1.0)
        values = processes.parse(
            "1 0 1024 0:11.00\n50 1 2048 1:02.50\n51 50 4096 0:00.50\n 52 51 0 0:00.00\nbad\n", 3.0
        )
        expected = {"proc_rss_mib": 6.0, "proc_count": 3, "cpu_pct": 50.0, "proc_cpu_pct": 150.0}
        self.assertEqual(values, expected)
        self.assertEqual(processes.parse("1 0 1 0:12.00\n", 4.0), {}, "this process is not among them")
        self.assertEqual(parse_ps("7 1 1024 1-02:03:04\n")[7].cpu_seconds, 93784)

    def test_macos_memory_and_gpu(self):
        if hasattr(os, "sysconf"):
            values = parse_vm_stat(
                "Mach Virtual Memory Statistics: (page size of 16384 bytes)\nPages free:    100.\n"
                "Pages wired down:   64.\nPages purgeable:  64.\n\"Translation faults\":   12345.\n"
                "Anonymous pages:  128.\nPages occupied by compressor:   64.\n"
            )
            self.assertEqual(values["mem_used_mib"], 3.0)
        with self.assertRaises(ValueError):
            parse_vm_stat("vm_stat: command not found")
        told = '{"In use system memory (driver)"=0,"Device Utilization %"=16,"In use system memory"=1048576}'
        self.assertEqual(parse_ioreg(told), {"gpu0_util_pct": 16, "gpu0_mem_used_mib": 1.0})


class Pacing(unittest.TestCase):
    def test_what_costs_more_comes_more_rarely(self):
        pace = Pace(0.002, 60.0)
        self.assertEqual([pace.next(cost) for cost in (0.001, 0.05, 0.05, 10.0)], [2.0, 25.0, 25.0, 60.0])
        self.assertEqual(Pace(0.002, 60.0).next(0.0), 2.0)


@POSIX
class Programs(FolderTest):
    def script(self, text):
        path = os.path.join(self.root, "tool")
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def test_costs_what_it_spends(self):
        busy = self.script("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo done")
        outcome = run_program((busy,), 30)
        self.assertEqual(outcome.output, "done\n")
        self.assertGreater(outcome.cpu_seconds, 0.01)
        self.assertLess(run_program((self.script("sleep 0.2"),), 5).cpu_seconds, 0.1)

    def test_one_that_hangs_is_given_up_after_three_times(self):
        calls = os.path.join(self.root, "calls")
        hanging = self.script(f"echo x >> {calls}; exec sleep 60")
        tool = Tool((hanging,), lambda output, _: {"x": 1.0} if output else {}, timeout=0.1)
        begun = time.monotonic()
        for now in range(0, 6000, 1000):
            self.assertEqual(tool.read(float(now)), {})
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(Path(calls).read_text(encoding="utf-8"), "x\n" * 3)

    def test_one_that_is_gone_tells_nothing(self):
        self.assertEqual(run_program((os.path.join(self.root, "none"),), 1).output, "")


class Sampling(StoreTest):
    def setUp(self):
        super().setUp()
        os.environ["PATH"] = str(FIXTURES / "bin") + os.pathsep + os.environ["PATH"]
        self.path = os.path.join(self.folder, "system.jsonl")

    def samples(self, count, **env):
        os.environ.update(env)
        sampler = SystemSampler(self.path)
        pauses = []
        for _ in range(count):
            pauses.append(sampler.sample())
            time.sleep(0.02)
        sampler.close()
        sampler.sample()
        if not os.path.exists(self.path):
            return pauses, []
        with open(self.path, encoding="utf-8") as file:
            return pauses, [json.loads(line) for line in file]

    @LINUX
    def test_tells_of_this_machine(self):
        _, lines = self.samples(3)
        self.assertEqual(len(lines), 2)
        self.assertAlmostEqual(lines[0]["ts"], time.time(), delta=60)
        data = lines[1]["data"]
        for key in ("cpu_pct", "mem_pct", "disk_used_pct"):
            self.assertTrue(0 <= data[key] <= 100, (key, data[key]))
        self.assertGreater(data["mem_total_mib"], data["mem_used_mib"])
        self.assertGreater(data["proc_rss_mib"], 5)
        self.assertGreaterEqual(data["proc_threads"], 1)

    def test_pauses_as_long_as_a_sample_costs_of_a_core(self):
        # Seconds of CPU between two looks at the clock. The first sample's, which loads what it needs, say nothing.
        for cost, wanted in ((0.0, [2.0, 2.0, 2.0]), (0.005, [2.0, 5.0, 5.0]), (0.5, [2.0, 60.0, 60.0])):
            clock = (cost * tick for tick in itertools.count())
            with mock.patch("time.thread_time", lambda clock=clock: next(clock)):
                pauses, _ = self.samples(3, FAKE_NVIDIA_SMI="broken")
            for pause, seconds in zip(pauses, wanted):
                # A little more the fuller the file is.
                self.assertAlmostEqual(pause, seconds, delta=0.01)

    @POSIX
    def test_tells_of_gpus_what_they_tell(self):
        gpus = "h100:1,lost,h100-mig:1,rtx-2080-super:0"
        _, lines = self.samples(2, FAKE_NVIDIA_SMI=gpus)
        told = {key: value for key, value in lines[0]["data"].items() if key.startswith("gpu")}
        self.assertEqual((told["gpu0_util_pct"], told["gpu0_mem_used_mib"]), (100, 19818))
        self.assertEqual((told["gpu0_power_w"], told["gpu0_temp_c"]), (631.95, 59))
        self.assertNotIn("gpu0_fan_pct", told)
        self.assertFalse([key for key in told if key.startswith("gpu1_")], "a lost GPU")
        self.assertNotIn("gpu2_util_pct", told, "a GPU in slices does not tell its load")
        self.assertEqual(told["gpu2_mem_used_mib"], 11125)
        self.assertEqual((told["gpu3_fan_pct"], told["gpu3_clock_sm_mhz"]), (38, 765))

    @POSIX
    def test_without_a_driver_the_rest_is_told(self):
        pauses, lines = self.samples(3, FAKE_NVIDIA_SMI="broken")
        self.assertEqual(len(lines), 2)
        self.assertFalse([key for line in lines for key in line["data"] if key.startswith("gpu")])
        self.assertEqual(pauses[0], 2.0)

    def test_its_file_ends_at_its_bound(self):
        with mock.patch("runicorn.system.system_sampler.MAX_FILE_BYTES", 2000):
            pauses, _ = self.samples(12, FAKE_NVIDIA_SMI="broken")
        self.assertLessEqual(os.path.getsize(self.path), 2000)
        self.assertGreater(os.path.getsize(self.path), 500)
        self.assertGreater(pauses[-1], pauses[1], "the fuller, the more rarely")

    def test_a_disk_that_takes_nothing_is_no_error(self):
        self.path = os.path.join(self.folder, "none", "system.jsonl")
        pauses, lines = self.samples(3, FAKE_NVIDIA_SMI="broken")
        self.assertEqual(lines, [])
        self.assertTrue(all(2 <= pause <= 60 for pause in pauses))
