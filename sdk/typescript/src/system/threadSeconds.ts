/** Seconds of CPU that this thread has spent; of the clock where Node does not know (before 24). */
export function threadSeconds(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: typeof process.cpuUsage };
  if (threadCpuUsage === undefined) return performance.now() / 1000;
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1e6;
}
