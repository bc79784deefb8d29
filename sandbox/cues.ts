import { sampleRateHz } from '../src/media/mulaw.js';
import { announcementOf, type AnnouncementName } from './announcements.js';
import type { ClauseTrace, ClauseTracer } from './clause-trace.js';
import type { Party } from './scenario.js';
import type { Clip, ScriptLine } from './script.js';
import { createSoundLibrary, createSoundListener, type SoundListener } from './sound/matcher.js';
import type { EarFrame } from './telephone/line.js';
import { isSameText } from './words.js';

/**
 * What the parties have heard so far, found out from the sound while they listen. It gives them their cues: people
 * answer when they have heard. Whether all of it was right is decided not here but by the judge, afterwards.
 */
export interface Cues {
  /** Takes a frame of a party's ear. */
  hear(party: Party, frame: EarFrame): void;
  /**
   * When a part of the line that lasts so many ms, or longer, began in the ear of the one it is for,
   * `performance.now()` ms; undefined until it does.
   */
  onsetOf(line: string, leastMs: number): number | undefined;
  /** Whether the line was heard to its end, or what was heard of it was cut off. */
  hasHeard(line: string): boolean;
  /** Whether the party has heard this announcement. */
  hasHeardAnnouncement(party: Party, announcement: AnnouncementName): boolean;
}

export interface CuesSettings {
  readonly lines: readonly ScriptLine[];
  /** Nothing is translated: the lines themselves are heard. */
  readonly isBypassed: boolean;
  readonly tracer: ClauseTracer;
  /** A sound that was synthesized, by its id. */
  soundOf(clip: string): Clip | undefined;
  /** The sounds so far of the announcements that are somebody's cue. */
  announcementSounds(): readonly Clip[];
  /** Hears when a clause begins in the ear of the one it is for. */
  onOnset(clause: ClauseTrace, at: number): void;
}

/** Share of a sound that was heard when it was heard to its end. */
const wholeCoverage = 0.8;
/** A sound that ended before that may go on; if it does not for so long, it was cut off. */
const pauseMs = 2500;
const samplesPerMs = sampleRateHz / 1000;

export function createCues(settings: CuesSettings): Cues {
  const { lines, tracer, isBypassed } = settings;
  const known = createSoundLibrary();
  const ears = { client: createEar(), agent: createEar() };
  if (isBypassed) for (const { clip } of lines) known.add(clip);

  function createEar() {
    return {
      /** Listens from the first sound after a silence; undefined in silence. */
      listening: undefined as { listener: SoundListener; since: number; soundAt: number } | undefined,
      onsets: new Map<string, number>(),
      /** How much of a sound was heard when it ended, and when that was. */
      ends: new Map<string, { coverage: number; at: number }>(),
    };
  }

  /** Learns the sounds that were synthesized since the last frame. */
  function learn() {
    for (const { clip } of tracer.clauses) {
      const sound = clip === undefined || known.get(clip) !== undefined ? undefined : settings.soundOf(clip);
      if (sound !== undefined) known.add(sound);
    }
    for (const sound of settings.announcementSounds())
      if (known.get(sound.id) === undefined) known.add(sound);
  }

  function isOver(ear: ReturnType<typeof createEar>, clip: string): boolean {
    const end = ear.ends.get(clip);
    return end !== undefined && (end.coverage >= wholeCoverage || performance.now() - end.at > pauseMs);
  }

  function earOf(line: string) {
    return lines.find(({ id }) => id === line)?.party === 'client' ? ears.agent : ears.client;
  }

  /** The sounds that the line consists of, so far as it was synthesized. */
  function soundsOf(line: string): readonly string[] {
    if (isBypassed) return [line];
    return tracer.clauses.flatMap((clause) =>
      clause.line === line && clause.clip !== undefined ? [clause.clip] : [],
    );
  }

  /** Whether all of the line's words went through the synthesis; what was only translated was translated ahead in vain. */
  function isWhole(line: string): boolean {
    if (isBypassed) return true;
    const clauses = tracer.clauses.filter(
      (clause) => clause.line === line && clause.synthesisRequestedAt !== undefined,
    );
    const expected =
      lines.find(({ id }) => id === line)?.segments.map(({ translation }) => translation) ?? [];
    const isSynthesized = clauses.every(({ synthesisEndedAt }) => synthesisEndedAt !== undefined);
    return (
      isSynthesized && isSameText(clauses.map(({ translation }) => translation).join(' '), expected.join(' '))
    );
  }

  return {
    hear(party, { at, samples }) {
      const ear = ears[party];
      const isSilent = samples.every((sample) => sample === 0);
      if (!isSilent) ear.listening ??= { listener: createSoundListener(known), since: at, soundAt: at };
      if (ear.listening === undefined) return;
      if (!isSilent) ear.listening.soundAt = at;
      learn();
      for (const event of ear.listening.listener.push(samples)) {
        // It goes on after a pause.
        if (event.type === 'clip.progressed') ear.ends.delete(event.clip);
        if (event.type === 'clip.ended') ear.ends.set(event.clip, { coverage: event.coverage, at });
        if (event.type !== 'clip.began' || ear.onsets.has(event.clip)) continue;
        const onset = ear.listening.since + event.streamMs;
        ear.onsets.set(event.clip, onset);
        const clause = tracer.clauses.find(({ clip, line }) => clip === event.clip && earOf(line) === ear);
        if (clause !== undefined) settings.onOnset(clause, onset);
      }
      if (at - ear.listening.soundAt > pauseMs) ear.listening = undefined;
    },
    onsetOf(line, leastMs) {
      const long = soundsOf(line).find(
        (clip) => (known.get(clip)?.samples.length ?? 0) >= leastMs * samplesPerMs,
      );
      return long === undefined ? undefined : earOf(line).onsets.get(long);
    },
    hasHeard: (line) => isWhole(line) && soundsOf(line).every((clip) => isOver(earOf(line), clip)),
    hasHeardAnnouncement: (party, announcement) =>
      settings
        .announcementSounds()
        .some(({ id, text }) => announcementOf(text)?.name === announcement && isOver(ears[party], id)),
  };
}
