import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Stage } from '../sandbox/stage.js';
import { spokenAt } from '../sandbox/telephone/line.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { openConversation } from './conversation.js';
import type { LanguageCaller } from './language-callers.js';
import { speakLine } from './speech-lines.js';

/** A number that says little of who calls: all callers have one of the agents' country. */
const number = '+34612345678';
/** The service's API is asked so often, ms. */
const lookIntervalMs = 50;
/** The pause between two clauses, and how long the last one may take to be recognized, ms. */
const pauseMs = 700;
const patienceMs = 5000;

const viewSchema = z.object({ client: z.object({ language: z.string(), language_source: z.string() }) });

/** When the language of one who telephoned was known. */
export interface LockFigures {
  readonly language: string;
  /** From the first word in the mouth until the service showed the language, ms; undefined if it never did. */
  readonly lockedMs: number | undefined;
}

/** Telephones, says all clauses, and watches what the service takes them for. */
export async function timeToLock(stage: Stage, { language, clauses }: LanguageCaller): Promise<LockFigures> {
  const name = `identification-${language}`;
  const speaker = { party: 'client', language, targetLanguage: 'es', voice: 'f2' } as const;
  const lines = await Promise.all(
    clauses.map((text, index) =>
      speakLine(stage.voices, `${name}/${index}`, [{ text, translation: text }], speaker),
    ),
  );
  const call = await openConversation(stage, number);
  const leave = stage.enter({ name, faults: [] }, lines);
  const stop = new AbortController();
  const seen = watchLanguage(stage, call.sid, language, stop.signal);
  let firstSample: number | undefined;
  for (const { clip } of lines) {
    const { startSample } = await call.lines.client.say(clip.samples);
    firstSample ??= startSample + Math.round(((clip.words[0]?.startMs ?? 0) * sampleRateHz) / 1000);
    await wait(pauseMs);
  }
  const lockedAt = await Promise.race([seen, wait(patienceMs, undefined)]);
  stop.abort();
  await seen;
  await call.end();
  leave();
  const spokenFrom = spokenAt(call.lines.client.recording(), firstSample ?? 0);
  return { language, lockedMs: lockedAt === undefined ? undefined : lockedAt - spokenFrom };
}

/** When the service first shows the language as heard, `performance.now()` ms. */
async function watchLanguage(stage: Stage, callSid: string, language: string, signal: AbortSignal) {
  while (!signal.aborted) {
    const { client } = viewSchema.parse(await stage.service.viewCall(callSid));
    if (client.language === language && client.language_source === 'speech') return performance.now();
    await wait(lookIntervalMs);
  }
  return undefined;
}
