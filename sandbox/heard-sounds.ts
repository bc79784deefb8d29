import { frameBytes, sampleRateHz } from '../src/media/mulaw.js';
import { fidelityOf } from './fidelity.js';
import { findClips, type Detection, type SoundLibrary } from './sound/matcher.js';
import { heardAt, type LineRecording } from './telephone/line.js';
import type { HeardSound } from './verdict.js';

/** Pieces of one sound that belong together overlap by at most this much of it, ms. */
const mostRepeatedMs = 250;

/** What is less like a sound than this is another one that begins alike; a sound that is there is above 0.9. */
const leastConfidence = 0.7;
/** Longer than any pause within a sound. */
const longSilenceMs = 2000;
const samplesPerMs = sampleRateHz / 1000;

/** Finds the sounds of the library in a listener's recording, in the order of their beginnings. */
export function soundsHeardBy(recording: LineRecording, library: SoundLibrary): readonly HeardSound[] {
  const detections = audibleStretches(recording.heard)
    .flatMap(({ start, end }) => {
      const offsetMs = start / samplesPerMs;
      return findClips(recording.heard.subarray(start, end), library).map((detection) => ({
        ...detection,
        startMs: detection.startMs + offsetMs,
        endMs: detection.endMs + offsetMs,
      }));
    })
    .filter(({ confidence }) => confidence >= leastConfidence);
  return hearingsOf(detections).flatMap((pieces) => {
    const [first] = pieces;
    const clip = first && library.get(first.clip);
    if (first === undefined || clip === undefined) return [];
    const start = toSamples(first.startMs);
    return {
      clip,
      pieces: pieces.map(({ startMs, endMs }) => ({
        startAt: heardAt(recording, toSamples(startMs)),
        endAt: heardAt(recording, toSamples(endMs)),
      })),
      startAt: heardAt(recording, start),
      fidelity: fidelityOf(recording.heard, clip.samples, start),
      arrivedAt: arrivalOf(recording, start),
    };
  });
}

/** The recording without its long silences, in which there is nothing to be found. */
function audibleStretches(samples: Int16Array): readonly { start: number; end: number }[] {
  const stretches: { start: number; end: number }[] = [];
  for (let start = 0; start < samples.length; start += frameBytes) {
    const end = start + frameBytes;
    if (samples.subarray(start, end).every((sample) => sample === 0)) continue;
    const last = stretches.at(-1);
    if (last !== undefined && start - last.end <= longSilenceMs * samplesPerMs) last.end = end;
    else stretches.push({ start, end });
  }
  return stretches;
}

/** Puts the detections together that are one hearing: a sound that was found twice, or that went on after a pause. */
function hearingsOf(detections: readonly Detection[]): readonly (readonly Detection[])[] {
  const hearings: Detection[][] = [];
  for (const detection of detections) {
    const hearing = hearings.findLast(([first]) => first?.clip === detection.clip);
    const last = hearing?.at(-1);
    if (hearing === undefined || last === undefined) hearings.push([detection]);
    else if (detection.startMs < last.endMs) continue;
    else if (beginOf(detection) >= endOf(last) - mostRepeatedMs) hearing.push(detection);
    else hearings.push([detection]);
  }
  return hearings;
}

/** Where in the clip a detection begins, ms: its beginning is a gap if it was not heard. */
function beginOf({ gaps: [gap] }: Detection): number {
  return gap !== undefined && gap.startMs <= mostRepeatedMs ? gap.endMs : 0;
}

/** Where in the clip a detection ends, ms: at its beginning and as much further as was heard. */
function endOf(detection: Detection): number {
  return beginOf(detection) + detection.endMs - detection.startMs;
}

/** When the sound came to the line: a sound may begin in the middle of a frame that began as silence. */
function arrivalOf(recording: LineRecording, sample: number): number {
  const frame = Math.floor(sample / frameBytes);
  return (
    recording.arrivalTimes[frame] ?? recording.arrivalTimes[frame + 1] ?? recording.frameTimes[frame] ?? 0
  );
}

function toSamples(milliseconds: number): number {
  return Math.round(milliseconds * samplesPerMs);
}
