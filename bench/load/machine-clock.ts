/** Now, ms, on the clock that all processes of this machine share (CLOCK_MONOTONIC): what one notes another can subtract. */
export function machineNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
