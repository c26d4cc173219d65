/** Milliseconds of CPU that this process spends on `run`. A busy machine does not lengthen them, as it does wall time. */
export function cpuMsOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
