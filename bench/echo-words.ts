import { timedWords } from '../sandbox/sound/clip.js';
import { createEchoText, type EchoText } from '../src/interpreting/echo-text.js';
import { frameBytes, frameMs, sampleRateHz } from '../src/media/mulaw.js';
import { audibleLeakDbfs, type EchoLine, type LineRendition } from './echo-lines.js';

/** Share of a word's sound that a recognizer needs, as the stand-in of the sandbox does. */
const leastShare = 0.4;

/** What a recognizer makes of the echo that a gate let through. */
interface LeakedClause {
  readonly text: string;
  readonly language: string;
  /** When its first word came in, ms of the line. */
  readonly atMs: number;
}

/** The clauses of echo that pass both the gate and the text check: what would be interpreted, and go round. */
export function loopsOf(line: EchoLine, isGated: readonly boolean[]): readonly LeakedClause[] {
  const echoText = createEchoText();
  return line.renditions.flatMap((rendition) => {
    notePlayed(echoText, rendition);
    return leakedClauses(line, rendition, isGated).filter(
      ({ text, language, atMs }) => !echoText.isEcho(text, language, atMs),
    );
  });
}

/** Whether the text check takes what the party says over a rendition for its echo. */
export function isRefusedAsEcho(line: EchoLine): boolean {
  const { partyVoice, renditions, voicedFrames } = line;
  if (partyVoice === undefined) return false;
  const echoText = createEchoText();
  for (const rendition of renditions) notePlayed(echoText, rendition);
  return echoText.isEcho(partyVoice.text, partyVoice.language, (voicedFrames[0] ?? 0) * frameMs);
}

function notePlayed(echoText: EchoText, { voice, startFrame, mulaw }: LineRendition): void {
  echoText.played(voice.text, voice.language, startFrame * frameMs);
  echoText.fellSilent(startFrame * frameMs + (mulaw.length * 1000) / sampleRateHz);
}

/** Words of a rendition whose echo came through, those that follow one another as one clause. */
function leakedClauses(
  line: EchoLine,
  { voice, startFrame }: LineRendition,
  isGated: readonly boolean[],
): LeakedClause[] {
  const originMs = startFrame * frameMs + line.delayMs;
  const audible = 10 ** (audibleLeakDbfs / 10);
  const passes = (frame: number) => isGated[frame] === false && (line.echoPowers[frame] ?? 0) >= audible;
  const clauses: { words: string[]; atMs: number }[] = [];
  let isOpen = false;
  for (const word of timedWords(voice.text, voice.samples)) {
    const frames = framesOf(originMs + word.startMs, originMs + word.endMs);
    const isHeard = frames.filter(passes).length >= leastShare * frames.length && frames.some(passes);
    if (isHeard && !isOpen) clauses.push({ words: [], atMs: originMs + word.startMs });
    if (isHeard) clauses.at(-1)?.words.push(word.text);
    isOpen = isHeard;
  }
  return clauses.map(({ words, atMs }) => ({ text: words.join(' '), language: voice.language, atMs }));
}

function framesOf(startMs: number, endMs: number): number[] {
  const first = Math.floor((startMs * sampleRateHz) / 1000 / frameBytes);
  const end = Math.ceil((endMs * sampleRateHz) / 1000 / frameBytes);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
