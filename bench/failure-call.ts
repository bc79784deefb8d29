import type { Clip, FaultKind, ScriptLine, Segment, Vendor } from '../sandbox/script.js';
import { scriptLineId } from '../sandbox/scenario-script.js';
import type { Stage } from '../sandbox/stage.js';
import { variantOf } from '../sandbox/vendors/speaker.js';
import { spokenAt } from '../sandbox/telephone/line.js';
import { positionsOf } from '../sandbox/vendors/word-runs.js';
import { wordsOf } from '../sandbox/words.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { azureVoices } from '../src/providers/azure/azure-voices.js';
import { ofLanguage } from '../src/providers/capabilities.js';
import { elevenlabsVoice } from '../src/providers/elevenlabs/elevenlabs-models.js';
import { openConversation, type Conversation } from './conversation.js';
import { heardPieces } from './heard-pieces.js';
import type { LineLanguage } from './line-languages.js';
import { speakLine } from './speech-lines.js';
import { soundEndMs } from './word-sound.js';

/** The listener has heard all when they have heard nothing for so long; and how long that may take, ms. */
const allHeardMs = 3000;
const patienceMs = 30_000;
/** Also the first attempt of a provider that is asked again fails. */
const faultTimes = 2;
/** A word counts as heard if its middle lies in a piece, give or take what a matcher needs to recognize it, ms. */
const marginMs = 120;

/** What is to happen. */
export interface FailureCase {
  readonly kind: string;
  readonly vendor: Vendor;
  readonly fault: FaultKind;
}

/** What became of it. */
export interface FailureFigures extends FailureCase {
  readonly line: string;
  /** Whether the provider was asked, so that it could fail. */
  readonly isPlayed: boolean;
  /** Words of the translation that were not heard. */
  readonly missing: readonly string[];
  readonly repeatedWords: number;
  /** How much later all was heard than without the fault, ms; undefined where nothing was heard. */
  readonly gapMs: number | undefined;
}

/** A fault that met nobody, since the breaker was open, comes again so often at most. */
const mostAttempts = 3;

/** A line as it was played. Times are `performance.now()` ms. */
interface Played {
  readonly call: Conversation;
  readonly line: ScriptLine;
  readonly startSample: number;
  readonly fromAt: number;
  readonly toAt: number;
  readonly lastHeardAt: number;
  /** What was synthesized for it. */
  readonly sounds: readonly Clip[];
  readonly isFaulty: boolean;
}

/**
 * Says a language's short lines, two at a time, so that no translation is remembered as a phrase: first each pair as it is,
 * then one for each case. A call whose recognizer was killed keeps the one that took over: another call follows it.
 *
 * @returns what judges them, when all calls are over: it takes the time that the telephones need.
 */
export async function playFailures(
  stage: Stage,
  language: LineLanguage,
  cases: readonly FailureCase[],
  onPlayed: () => void,
): Promise<() => readonly FailureFigures[]> {
  const name = `failures-${language.language}`;
  const lines: ScriptLine[] = [];
  for (const [index, segments] of language.short.entries()) {
    const pair = [...segments, ...(language.short[(index + 1) % language.short.length] ?? [])];
    const id = scriptLineId(name, `line-${index + 1}`);
    lines.push(await speakLine(stage.voices, id, pair, { ...language, party: 'client' }));
    await learnTranslation(stage, pair, language.targetLanguage);
  }
  let call = await openConversation(stage, language.number);
  const usual = new Map<ScriptLine, Played>();
  for (const line of lines.slice(0, cases.length)) usual.set(line, await playLine(stage, call, name, line));
  const played: { case: FailureCase; usual: Played; faulty: Played }[] = [];
  let waiting = cases.map((one) => ({ one, attempts: 0 }));
  while (waiting.length > 0) {
    const again: typeof waiting = [];
    for (const [index, { one, attempts }] of waiting.entries()) {
      const line = lines[index % lines.length];
      const asUsual = line && usual.get(line);
      if (line === undefined || asUsual === undefined) continue;
      const faulty = await playLine(stage, call, name, line, one);
      const isToComeAgain = !faulty.isFaulty && attempts + 1 < mostAttempts;
      if (isToComeAgain) again.push({ one, attempts: attempts + 1 });
      else {
        played.push({ case: one, usual: asUsual, faulty });
        onPlayed();
      }
      if (one.kind === 'recognizer' && faulty.isFaulty) {
        await call.end();
        call = await openConversation(stage, language.number);
      }
    }
    waiting = again;
  }
  await call.end();
  return () =>
    played.map(({ case: one, ...both }) => ({
      ...one,
      line: both.faulty.line.id,
      isPlayed: both.faulty.isFaulty,
      ...heardOf(both.faulty),
      gapMs: delayOf(both.faulty) - delayOf(both.usual),
    }));
}

/** The stand-ins' voices take longer than the vendors' to speak a text for the first time. */
async function learnTranslation(stage: Stage, segments: readonly Segment[], language: string): Promise<void> {
  const text = segments.map(({ translation }) => translation).join(' ');
  for (const voice of [elevenlabsVoice({}, language), ofLanguage(azureVoices, language)?.female ?? '']) {
    await stage.voices.speak({ text, language, voice: variantOf(voice), speed: 1 });
  }
}

async function playLine(
  stage: Stage,
  call: Conversation,
  name: string,
  line: ScriptLine,
  failure?: FailureCase,
): Promise<Played> {
  const faults =
    failure === undefined
      ? []
      : [
          {
            vendor: failure.vendor,
            kind: failure.fault,
            line: line.id.slice(name.length + 1),
            times: faultTimes,
          },
        ];
  const leave = stage.enter({ name, faults }, [line]);
  const fromAt = performance.now();
  const { startSample } = await call.lines.client.say(line.clip.samples);
  await call.until(() => call.ears.agent.firstSoundAfter(fromAt) !== undefined, patienceMs);
  await call.untilSilent(allHeardMs, patienceMs);
  const isFaulty = leave() < faults.length * faultTimes;
  const toAt = performance.now();
  const { lastSoundAt: lastHeardAt } = call.ears.agent;
  const sounds = stage.soundsSince(fromAt);
  return { call, line, startSample, fromAt, toAt, lastHeardAt, sounds, isFaulty };
}

/** From the end of the last word in the mouth to the end of all in the ear, ms. */
function delayOf({ call, line, startSample, lastHeardAt }: Played): number {
  const speaker = call.lines.client.recording();
  const endMs = line.clip.words.at(-1)?.endMs ?? 0;
  return lastHeardAt - spokenAt(speaker, startSample + Math.round((endMs * sampleRateHz) / 1000));
}

/** Which words of a line's translation were heard, in whichever voice. */
function heardOf({ call, line, sounds, fromAt, toAt }: Played) {
  const listener = call.lines.agent.recording();
  const translation = wordsOf(line.segments.map((segment) => segment.translation).join(' '));
  const wanted = sounds.filter(({ text }) => positionsOf(wordsOf(text), translation).length > 0);
  const times = translation.map(() => 0);
  for (const { clip, fromMs, toMs } of heardPieces(listener, { fromAt, toAt }, wanted)) {
    const [start = 0] = positionsOf(wordsOf(clip.text), translation);
    const words = clip.words.flatMap((word) => wordsOf(word.text).map(() => word));
    words.forEach((word, index) => {
      const middleMs = (word.startMs + soundEndMs(clip, word)) / 2;
      if (middleMs < fromMs - marginMs || middleMs > toMs + marginMs) return;
      times[start + index] = (times[start + index] ?? 0) + 1;
    });
  }
  return {
    missing: translation.filter((_, index) => times[index] === 0),
    repeatedWords: times.filter((count) => count > 1).length,
  };
}
