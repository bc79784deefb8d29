import type { LineRecording } from '../sandbox/telephone/line.js';
import { frameBytes } from '../src/media/mulaw.js';

/** The frames of a recording that were heard between two moments. */
export function partOf(recording: LineRecording, fromAt: number, toAt: number): LineRecording {
  const { frameTimes } = recording;
  const before = frameTimes.findLastIndex((at) => at < fromAt) + 1;
  const end = frameTimes.findLastIndex((at) => at <= toAt) + 1;
  return {
    heard: recording.heard.subarray(before * frameBytes, end * frameBytes),
    spoken: recording.spoken.subarray(before * frameBytes, end * frameBytes),
    frameTimes: frameTimes.slice(before, end),
    arrivalTimes: recording.arrivalTimes.slice(before, end),
  };
}
