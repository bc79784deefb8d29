import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { otherParty } from '../sandbox/scenario-script.js';
import type { Party } from '../sandbox/scenario.js';
import type { Clip, ScriptLine } from '../sandbox/script.js';
import type { Stage } from '../sandbox/stage.js';
import { spokenAt, type LineRecording } from '../sandbox/telephone/line.js';
import { positionsOf } from '../sandbox/vendors/word-runs.js';
import { wordsOf } from '../sandbox/words.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { drawCases, speakerOf, type BargeInCase, type Pair } from './barge-in-cases.js';
import { judgeBargeIn, type BargeInFigures, type HeardText } from './barge-in-verdict.js';
import { openConversation, type Conversation } from './conversation.js';
import { heardPieces } from './heard-pieces.js';
import { unexplainedMs } from './hearing.js';
import { partOf } from './recording-part.js';
import { speakLine } from './speech-lines.js';

/** How long a rendition may take to begin, and everybody to fall silent, ms. */
const renditionTimeoutMs = 15_000;
const silenceTimeoutMs = 30_000;
/** A sound that the stand-in of the synthesizer has just begun to send may already be heard, ms. */
const raceMs = 150;
/** All was said and heard when neither party has heard anything for so long, ms. */
const allHeardMs = 3000;
/** A sound begins so long after the rendition at the earliest, and leaves so much of it to be yielded, ms. */
const leastHeardMs = 250;
const leastLeftMs = 1100;
/** The API is asked whether the rendition was cut: from so long after the sound, until so long, so often, ms. */
const decision = { fromMs: 200, untilMs: 1500, everyMs: 50 };

const samplesPerMs = sampleRateHz / 1000;

/** What the service's API tells of a call's clauses. */
const viewSchema = z.object({
  clauses: z.array(z.object({ id: z.string(), direction: z.string(), state: z.string() })),
});

/** A case as it was played. Times are `performance.now()` ms. */
interface PlayedCase {
  readonly drawn: BargeInCase;
  readonly line: ScriptLine;
  readonly words: ScriptLine | undefined;
  readonly fromAt: number;
  readonly toAt: number;
  /** The sound's place in the listener's microphone; undefined if there was no rendition to talk over. */
  readonly startSample: number | undefined;
  readonly cutSeenAt: number | undefined;
  readonly isCut: boolean;
}

/**
 * Plays some cases, one after the other, in one call.
 *
 * @returns what judges them, when all calls are over: it takes the time that the telephones need.
 */
export async function playBargeIns(
  stage: Stage,
  pair: Pair,
  { name, count, seed, onPlayed }: { name: string; count: number; seed: number; onPlayed: () => void },
): Promise<() => readonly BargeInFigures[]> {
  const call = await openConversation(stage, pair.client.number);
  const dialedAt = performance.now();
  const played: PlayedCase[] = [];
  for (const drawn of drawCases(pair, count, seed)) {
    played.push(await playCase(stage, call, pair, drawn, `${name}/${drawn.number}`));
    onPlayed();
  }
  await call.end();
  const sounds = stage.soundsSince(dialedAt);
  return () => {
    const recordings = { client: call.lines.client.recording(), agent: call.lines.agent.recording() };
    return played.map((one) => {
      const { drawn, line, words, startSample } = one;
      const { listener } = drawn;
      const firstWordMs = words?.clip.words[0]?.startMs ?? 0;
      const onsetAt =
        startSample === undefined
          ? undefined
          : spokenAt(recordings[listener], startSample + Math.round(firstWordMs * samplesPerMs));
      const heardBy = (party: Party, script: ScriptLine | undefined) =>
        heardOf(recordings[party], one, sounds, script, onsetAt ?? one.toAt);
      return judgeBargeIn({
        drawn,
        translation: translationOf(line),
        wordsTranslation: words && translationOf(words),
        onsetAt,
        cutSeenAt: one.cutSeenAt,
        isCut: one.isCut,
        heardByListener: heardBy(listener, line),
        heardBySpeaker: heardBy(otherParty(listener), words),
      });
    });
  };
}

async function playCase(
  stage: Stage,
  call: Conversation,
  pair: Pair,
  drawn: BargeInCase,
  id: string,
): Promise<PlayedCase> {
  const { listener } = drawn;
  const speaker = otherParty(listener);
  const line = await speakLine(stage.voices, `${id}/line`, drawn.line, speakerOf(pair, speaker));
  const words =
    drawn.words && (await speakLine(stage.voices, `${id}/words`, drawn.words, speakerOf(pair, listener)));
  const leave = stage.enter({ name: id, faults: [] }, words === undefined ? [line] : [line, words]);
  const cutBefore = new Set(await cutClauses(stage, call.sid, listener));
  const fromAt = performance.now();
  await call.lines[speaker].say(line.clip.samples);
  // What is heard before may be a cue that somebody is waited for.
  const rendition = () => renditionSince(stage, fromAt, line);
  const begunAt = (await call.until(() => rendition() !== undefined, renditionTimeoutMs))
    ? await heardAfter(call, listener, performance.now() - raceMs)
    : undefined;
  let startSample: number | undefined;
  let cutSeenAt: number | undefined;
  if (begunAt !== undefined) {
    const momentAt = begunAt + momentOf(rendition(), drawn.moment);
    await wait(Math.max(0, momentAt - performance.now()));
    const sound = words?.clip.samples ?? drawn.noise ?? new Int16Array();
    const watching =
      drawn.kind === 'interruption' ? watchForCut(stage, call.sid, listener, cutBefore) : undefined;
    startSample = (await call.lines[listener].say(sound)).startSample;
    cutSeenAt = await watching;
  }
  await call.untilSilent(allHeardMs, silenceTimeoutMs);
  const isCut = (await cutClauses(stage, call.sid, listener)).some((clause) => !cutBefore.has(clause));
  leave();
  return { drawn, line, words, fromAt, toAt: performance.now(), startSample, cutSeenAt, isCut };
}

/** The sound that was last synthesized for a line since a moment; undefined until there is one. */
function renditionSince(stage: Stage, at: number, line: ScriptLine): Clip | undefined {
  const words = wordsOf(translationOf(line));
  return stage.soundsSince(at).findLast(({ text }) => positionsOf(wordsOf(text), words).length > 0);
}

/** When the listener hears the first sound after a moment; undefined if they do not in time. */
async function heardAfter(call: Conversation, listener: Party, at: number): Promise<number | undefined> {
  const onset = () => call.ears[listener].firstSoundAfter(at);
  await call.until(() => onset() !== undefined, renditionTimeoutMs);
  return onset();
}

/** From the rendition's beginning to the sound, ms. */
function momentOf(rendition: Clip | undefined, moment: number): number {
  const lengthMs = (rendition?.samples.length ?? 0) / samplesPerMs;
  return leastHeardMs + moment * Math.max(0, lengthMs - leastHeardMs - leastLeftMs);
}

/** When the API first shows that a rendition to the listener was cut; undefined if it does not in time. */
async function watchForCut(
  stage: Stage,
  callSid: string,
  listener: Party,
  cutBefore: ReadonlySet<string>,
): Promise<number | undefined> {
  const begunAt = performance.now();
  for (let afterMs = decision.fromMs; afterMs <= decision.untilMs; afterMs += decision.everyMs) {
    await wait(Math.max(0, begunAt + afterMs - performance.now()));
    const cut = await cutClauses(stage, callSid, listener);
    if (cut.some((clause) => !cutBefore.has(clause))) return performance.now();
  }
  return undefined;
}

/** Ids of the clauses whose renditions the listener has cut. */
async function cutClauses(stage: Stage, callSid: string, listener: Party): Promise<string[]> {
  const direction = listener === 'agent' ? 'client_to_agent' : 'agent_to_client';
  const { clauses } = viewSchema.parse(await stage.service.viewCall(callSid));
  return clauses
    .filter((clause) => clause.direction === direction && clause.state === 'cut')
    .map((clause) => clause.id);
}

/** What a party heard of the translation of a line; of nothing, where there is none. */
function heardOf(
  recording: LineRecording,
  window: { readonly fromAt: number; readonly toAt: number },
  sounds: readonly Clip[],
  script: ScriptLine | undefined,
  onsetAt: number,
): HeardText {
  const words = script === undefined ? [] : wordsOf(translationOf(script));
  const wanted = sounds.filter(({ text }) => positionsOf(wordsOf(text), words).length > 0);
  const pieces = heardPieces(recording, window, wanted, onsetAt);
  return { pieces, unexplainedMs: unexplainedMs(partOf(recording, window.fromAt, window.toAt), pieces) };
}

function translationOf({ segments }: ScriptLine): string {
  return segments.map(({ translation }) => translation).join(' ');
}
