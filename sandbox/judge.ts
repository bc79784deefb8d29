import { languageOf } from '../src/languages.js';
import { frameBytes, sampleRateHz } from '../src/media/mulaw.js';
import { announcementOf, type AnnouncementName, type KnownAnnouncement } from './announcements.js';
import type { ClauseTrace } from './clause-trace.js';
import { soundsHeardBy } from './heard-sounds.js';
import type { Run } from './run.js';
import type { Party, ScenarioLine } from './scenario.js';
import { otherParty, scriptLineId } from './scenario-script.js';
import type { ScriptLine } from './script.js';
import { createSoundLibrary, type SoundLibrary } from './sound/matcher.js';
import { spokenAt } from './telephone/line.js';
import type {
  AnnouncementVerdict,
  BargeInVerdict,
  ClauseVerdict,
  HeardSound,
  LineVerdict,
  Verdict,
} from './verdict.js';
import { wordsOf } from './words.js';

/** Share of a sound that must have come through for it to count as heard whole. */
const wholeShare = 0.97;
/** Sound that may be missing in its middle: less than a frame, ms. */
const mostSkippedMs = 10;
/** From the onset of an interruption to the last sample of what it interrupts, ms. */
const longestReactionMs = 300;

/**
 * Decides from the sound in the listeners' ears whether a scenario went as it must: each line heard whole, once, in
 * order, by the other side and nobody else, in time; interruptions obeyed; announcements made.
 */
export function judge(run: Run): Verdict {
  const library = createSoundLibrary();
  for (const sound of run.sounds) library.add(sound);
  const { isBypassed, isOriginalHeard } = run.scenario;
  if (isBypassed || isOriginalHeard) for (const { clip } of run.script) library.add(clip);
  const byLine = {
    client: assignSounds(run, 'client', library),
    agent: assignSounds(run, 'agent', library),
  };
  const lines = run.script.map((script, index) => {
    const line = run.scenario.lines[index];
    if (line === undefined) throw new Error(`The script has a line ${script.id} that the scenario has not.`);
    return judgeLine(run, line, script, byLine[otherParty(line.party)].lines.get(script.id) ?? []);
  });
  const bargeIns = judgeBargeIns(run, lines);
  const announcements = [...byLine.client.announcements, ...byLine.agent.announcements];
  const problems = [
    ...run.problems,
    ...run.violations.map((violation) => `protocol violation: ${violation}`),
    ...byLine.client.problems,
    ...byLine.agent.problems,
    ...announcementProblems(run, announcements),
  ];
  const isPassed =
    [...lines, ...bargeIns].every((verdict) => verdict.problems.length === 0) && problems.length === 0;
  return { isPassed, lines, bargeIns, announcements, problems };
}

/** What a listener heard, line by line. */
interface Assignment {
  readonly lines: ReadonlyMap<string, readonly HeardSound[]>;
  readonly announcements: readonly AnnouncementVerdict[];
  readonly problems: readonly string[];
}

/**
 * Finds the line that each sound belongs to, by its text: the next words of the line that is being heard, or the
 * first words of one that comes after. Words that come twice, too early, or were for somebody else fit nowhere; only
 * what is left of a line that was cut may be said later, or again.
 */
function assignSounds(run: Run, listener: Party, library: SoundLibrary): Assignment {
  const recording = run.recordings[listener];
  const sounds = recording === undefined ? [] : soundsHeardBy(recording, library);
  const waiting = run.script
    .filter(({ id, party }) => party !== listener && run.spoken.has(id))
    .toSorted(
      (left, right) =>
        (run.spoken.get(left.id)?.startSample ?? 0) - (run.spoken.get(right.id)?.startSample ?? 0),
    )
    .map((line) => ({
      id: line.id,
      words: wordsOf(expectedText(line)),
      heard: 0,
      isCut: run.scenario.lines.some(
        ({ id, outcome }) => outcome === 'cut' && scriptLineId(run.scenario.name, id) === line.id,
      ),
    }));
  const lines = new Map<string, HeardSound[]>();
  const announcements: AnnouncementVerdict[] = [];
  const problems: string[] = [];
  let current = 0;
  for (const sound of sounds) {
    if (run.scenario.isOriginalHeard && isVoiceOfOther(run, listener, sound)) continue;
    const words = wordsOf(sound.clip.text);
    const found = waiting.findIndex(
      (line, index) => index >= current && startsWith(line.words.slice(line.heard), words),
    );
    const line = waiting[found] ?? waiting.find((cut) => cut.isCut && includes(cut.words, words));
    const announcement = announcementOf(sound.clip.text);
    if (line !== undefined) {
      current = Math.max(current, found);
      line.heard += words.length;
      lines.set(line.id, [...(lines.get(line.id) ?? []), sound]);
    } else if (announcement !== undefined) {
      announcements.push({ to: listener, announcement: announcement.name, heard: sound });
      if (isOtherLanguage(run, announcement)) {
        problems.push(`the ${listener} was told of another language than the client's: "${sound.clip.text}"`);
      }
    } else {
      problems.push(
        `the ${listener} heard what was not for them, or not at that moment: "${sound.clip.text}"`,
      );
    }
  }
  return { lines, announcements, problems };
}

function isOtherLanguage({ scenario }: Run, { clientLanguage }: KnownAnnouncement): boolean {
  return clientLanguage !== undefined && clientLanguage !== languageOf(scenario.client.language)?.tag;
}

/** Whether it is the other party's own voice, which is heard beside the interpreter's. */
function isVoiceOfOther(run: Run, listener: Party, { clip }: HeardSound): boolean {
  return run.script.some(({ id, party }) => party !== listener && id === clip.id);
}

function judgeLine(
  run: Run,
  line: ScenarioLine,
  script: ScriptLine,
  sounds: readonly HeardSound[],
): LineVerdict {
  const speaker = run.recordings[line.party];
  const stretch = run.spoken.get(script.id);
  const clauses = sounds.map((heard, index): ClauseVerdict => {
    const trace = run.clauses.find(({ clip, line: id }) => clip === heard.clip.id && id === script.id);
    return { heard, trace, overheadMs: trace && overheadOf(run, script, trace, heard, sounds[index - 1]) };
  });
  const heardText = sounds.map(({ clip }) => clip.text).join(' ');
  const last = sounds.at(-1);
  const turnLatencyMs =
    speaker === undefined || stretch === undefined || last === undefined
      ? undefined
      : last.startAt -
        spokenAt(
          speaker,
          stretch.startSample +
            toSamples(run.scenario.isBypassed ? firstWordStartMs(script) : lastWordEndMs(script)),
        );
  const problems: string[] = [];
  if (stretch === undefined) problems.push('was never said');
  if (line.outcome === 'lost' && sounds.length > 0)
    problems.push('was heard although its fault was to lose it');
  if (line.outcome === 'cut' && sounds.length === 0) problems.push('was not heard at all');
  if (line.outcome === 'heard') {
    if (wordsOf(heardText).join(' ') !== wordsOf(expectedText(script)).join(' ')) {
      problems.push(sounds.length === 0 ? 'was not heard' : `was heard in part only: "${heardText}"`);
    }
    problems.push(...sounds.flatMap(damageOf));
    if (turnLatencyMs !== undefined && turnLatencyMs > line.withinMs) {
      problems.push(
        `was heard ${Math.round(turnLatencyMs)} ms after its end; it must be ${line.withinMs} ms at most`,
      );
    }
  }
  return { line, clauses, heardText, turnLatencyMs, problems };
}

/**
 * The service's own share of a clause's latency, ms: from the last word's frame on the speaker's line to the
 * recognizer, from its answer to the translator, from the translation to the synthesizer, and from the first
 * byte of sound to the listener's line. What the stand-ins took, how long a frame is, and the time that the listener
 * was still hearing the clause before, are not part of it.
 */
function overheadOf(
  run: Run,
  script: ScriptLine,
  trace: ClauseTrace,
  heard: HeardSound,
  before: HeardSound | undefined,
): number | undefined {
  const speaker = run.recordings[script.party];
  const stretch = run.spoken.get(script.id);
  const { recognizedAt, synthesisRequestedAt, synthesisStartedAt } = trace;
  const lastRecognition = run.clauses.findLast(({ line }) => line === script.id)?.lastWordAt;
  if (speaker === undefined || stretch === undefined || lastRecognition === undefined) return undefined;
  if (recognizedAt === undefined || synthesisRequestedAt === undefined || synthesisStartedAt === undefined) {
    return undefined;
  }
  const lastFrame = Math.floor((stretch.startSample + toSamples(lastWordEndMs(script)) - 1) / frameBytes);
  const toRecognizer = lastRecognition - (speaker.frameTimes[lastFrame] ?? lastRecognition);
  return (
    toRecognizer +
    (trace.translationRequestedAt - recognizedAt) +
    (synthesisRequestedAt - trace.translationAnsweredAt) +
    Math.max(0, heard.arrivedAt - Math.max(synthesisStartedAt, before?.pieces.at(-1)?.endAt ?? 0))
  );
}

/** What is wrong with a sound that should have been heard whole. */
function damageOf({ clip, fidelity: { share, skippedMs } }: HeardSound): string[] {
  const problems: string[] = [];
  if (share < wholeShare)
    problems.push(`was damaged: ${Math.floor(share * 100)} % came through of "${clip.text}"`);
  if (skippedMs > mostSkippedMs)
    problems.push(`was damaged: ${Math.round(skippedMs)} ms are missing in "${clip.text}"`);
  return problems;
}

function judgeBargeIns(run: Run, lines: readonly LineVerdict[]): readonly BargeInVerdict[] {
  return run.scenario.lines.flatMap((line) => {
    const { cue } = line;
    const interrupted = lines.find((verdict) => cue.type === 'over' && verdict.line.id === cue.line);
    if (interrupted === undefined) return [];
    const speaker = run.recordings[line.party];
    const id = scriptLineId(run.scenario.name, line.id);
    const stretch = run.spoken.get(id);
    const script = run.script.find((candidate) => candidate.id === id);
    if (speaker === undefined || stretch === undefined || script === undefined) return [];
    const onset = spokenAt(speaker, stretch.startSample + toSamples(firstWordStartMs(script)));
    const pieces = interrupted.clauses.flatMap(({ heard }) => heard.pieces);
    const cut = pieces.findLast(({ startAt }) => startAt < onset);
    const reactionMs = cut && cut.endAt - onset;
    const problems: string[] = [];
    if (reactionMs === undefined || reactionMs < 0) problems.push('there was nothing to interrupt');
    else if (reactionMs > longestReactionMs)
      problems.push(`the rendition went on for ${Math.round(reactionMs)} ms`);
    return [{ line: line.id, over: interrupted.line.id, reactionMs, problems }];
  });
}

/** Announcements that are made whenever they are needed, and spoil nothing. */
const harmless: readonly AnnouncementName[] = [
  'connecting',
  'invitation',
  'introduction',
  'unknownIntroduction',
];

function announcementProblems(run: Run, heard: readonly AnnouncementVerdict[]): string[] {
  const { announcements: expected } = run.scenario;
  const missing = expected.filter(
    ({ to, announcement }) =>
      !heard.some(
        (verdict) =>
          verdict.to === to && verdict.announcement === announcement && damageOf(verdict.heard).length === 0,
      ),
  );
  const unexpected = heard.filter(
    ({ to, announcement }) =>
      !harmless.includes(announcement) &&
      !expected.some((other) => other.to === to && other.announcement === announcement),
  );
  return [
    ...missing.map(({ to, announcement }) => `the ${to} did not hear the announcement "${announcement}"`),
    ...unexpected.map(({ to, announcement }) => `the ${to} heard the announcement "${announcement}"`),
  ];
}

function expectedText(line: ScriptLine): string {
  return line.segments.map(({ translation }) => translation).join(' ');
}

function firstWordStartMs({ clip }: ScriptLine): number {
  return clip.words[0]?.startMs ?? 0;
}

function lastWordEndMs({ clip }: ScriptLine): number {
  return clip.words.at(-1)?.endMs ?? 0;
}

function startsWith(words: readonly string[], beginning: readonly string[]): boolean {
  return beginning.length > 0 && beginning.every((word, index) => words[index] === word);
}

function includes(words: readonly string[], part: readonly string[]): boolean {
  return words.some((_, index) => startsWith(words.slice(index), part));
}

function toSamples(milliseconds: number): number {
  return Math.round((milliseconds * sampleRateHz) / 1000);
}
