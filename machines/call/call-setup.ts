import { assign, emit, enqueueActions, sendTo, setup, stopChild } from 'xstate';
import type { ClauseEvent } from '../clause/clause-events.js';
import type { ClauseInput } from '../clause/clause-machine.js';
import { callActors, type Phrase, type SilencerCommand } from './call-actors.js';
import {
  hasClauseIn,
  isAwaited,
  isPending,
  joinableClause,
  keptPreceding,
  lastClause,
  crowdedOut,
  noInterruption,
  remember,
  withClause,
  withInterruption,
  type CallContext,
  type CallInput,
} from './call-context.js';
import {
  directionFrom,
  listenerOf,
  speakerOf,
  type CallEvent,
  type CallReport,
  type ClauseRecord,
  type Direction,
  type EndReason,
  type MeaningOfWords,
  type Party,
} from './call-events.js';
import { introductionOf } from './introduction.js';

/** Before every clause, of which the first is 1. */
const introductionOrder = 0;

/** Clauses and announcements belong to the call as a whole; every other actor to a state. */
const clauseId = (count: number) => `clause-${String(count)}`;
const announcementId = (count: number) => `announcement-${String(count)}`;
const introductionId = (attempt: number) => `introduction-${String(attempt + 1)}`;
const isSpawned = (id: string) => /^(clause|announcement|introduction)-/.test(id);

const baseLanguage = (tag: string) => tag.split('-', 1)[0];

/** Everything of a call that has a name: facts, guards, delays, actions, actors. */
export const callSetup = setup({
  types: {
    input: {} as CallInput,
    context: {} as CallContext,
    events: {} as CallEvent,
    emitted: {} as CallReport,
  },
  actors: callActors,
  delays: {
    /** The client's stream connects within a second of the TwiML, or never. */
    clientStreamTimeout: 15_000,
    /** Longer than the carrier rings a telephone before it reports `no-answer`. */
    agentAnswerTimeout: 40_000,
    apologyTimeout: 12_000,
    /** A telephone whose stream broke off comes back within this, or the call is over. */
    legGrace: 5_000,
    /** A recognizer that says nothing more about a speaker who has fallen silent. */
    transcriptTimeout: 10_000,
    /** A listener who has interrupted gets the floor for this long at most before renditions go on. */
    floorTimeout: 8_000,
    /** Who talks on over a rendition until then wants the floor, whatever they say. */
    decisionDelay: ({ event }) => untilDecision(event),
    /** Who has paused may be understood a moment later, and nobody talks against the silence meanwhile. */
    lastWordDelay: ({ event }) => untilDecision(event) + 50,
    /** Who shows that they follow, and does not pause for so long, is talked over. */
    followingDelay: 80,
    /** Who has shown that they follow adds another word within this ("yes, ... sure"), or has finished. */
    secondWordPause: 500,
    /** A listener who has interrupted and falls silent for so long has finished. */
    floorPause: 400,
    /** What is still to be said is found out at once, or never. */
    editingTimeout: 1_000,
    /** So long a rendition waits for a listener who is talking when it could begin: a client is to be answered sooner. */
    courtesyToClient: 800,
    courtesyToAgent: 1_500,
    /** A recognizer says what was said before a pause within this: longer than it takes to be sure that it is one. */
    lastWordsDelay: 500,
    /** So long a listener may hear nothing while a rendition is on its way. */
    comfortDelay: 2_500,
    recognizerRetryDelay: 500,
    endingTimeout: 5_000,
  },
  guards: {
    isOf: ({ event }, { party }: { party: Party }) => 'party' in event && event.party === party,
    means: ({ event }, { party, meaning }: { party: Party; meaning: MeaningOfWords }) =>
      event.type === 'words.heard' && event.party === party && event.meaning === meaning,
    hasMoreNumbers: ({ context }) => context.attempt + 1 < context.agentNumbers.length,
    sharesLanguage: ({ context }) =>
      context.bypassSameLanguage &&
      baseLanguage(context.languages.client) === baseLanguage(context.languages.agent),
    /** One of the parties was lost, and did not come back. */
    isDeserted: ({ context: { endReason } }) => endReason === 'clientLost' || endReason === 'agentLost',
    isIn: ({ event }, { direction }: { direction: Direction }) =>
      'direction' in event && event.direction === direction,
    isTranslating: ({ context }, { direction }: { direction: Direction }) =>
      hasClauseIn(context, direction, 'translating'),
    isSpeaking: ({ context }, { direction }: { direction: Direction }) =>
      hasClauseIn(context, direction, 'speaking'),
    isAwaited: ({ context }, { direction }: { direction: Direction }) => isAwaited(context, direction),
    isAboutIntroduction: ({ context, event }) =>
      'id' in event && context.clauses.some(({ id, origin }) => id === event.id && origin === 'introduction'),
  },
  actions: {
    tryNextNumber: assign(({ context }) => ({ attempt: context.attempt + 1 })),
    noteEnd: assign(({ context }, { reason }: { reason: EndReason }) => ({
      endReason: context.endReason ?? reason,
    })),

    takeLanguage: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'language.identified') return;
      const { party, language } = event;
      if (context.languages[party] !== language) enqueue.emit({ type: 'language.changed', party, language });
      enqueue.assign({
        languages: { ...context.languages, [party]: language },
        languageSources: { ...context.languageSources, [party]: 'speech' },
      });
    }),

    /** Tells the agent what call they have answered, before they hear anything of it; the client does not hear it. */
    introduceCall: enqueueActions(({ context, enqueue }) => {
      const { languages, languageSources, attempt } = context;
      const known = languageSources.client === 'speech' ? languages.client : undefined;
      const { input, record } = renderedClause(context, {
        id: introductionId(attempt),
        direction: 'clientToAgent',
        order: introductionOrder,
        translation: introductionOf(context.introduction, languages.agent, known),
        targetLanguage: languages.agent,
      });
      enqueue.spawnChild('clause', { id: input.id, input });
      enqueue.assign({ clauses: [record, ...context.clauses] });
    }),

    /** Whoever was to be told is gone. */
    withdrawIntroduction: enqueueActions(({ context, enqueue }) => {
      const own = context.clauses.filter(({ origin }) => origin === 'introduction');
      for (const { id } of own) enqueue.stopChild(id);
      enqueue.assign({ clauses: context.clauses.filter((clause) => !own.includes(clause)) });
    }),

    /** The listener is there: what was said early is spoken. */
    releaseClauses: enqueueActions(({ context, enqueue }) => {
      for (const clause of context.clauses) {
        if (clause.origin !== 'early' || !isPending(clause)) continue;
        enqueue.sendTo(clause.id, { type: 'listener.arrived' } satisfies ClauseEvent);
      }
    }),

    /** Of what is said to nobody the oldest is given up, and it is told that it was. */
    boundEarlySpeech: enqueueActions(({ context, enqueue }) => {
      const out = crowdedOut(context);
      if (out.length === 0) return;
      const clauses = context.clauses.map((clause) =>
        out.includes(clause) ? { ...clause, state: 'failed' as const } : clause,
      );
      for (const clause of clauses) {
        if (context.clauses.includes(clause)) continue;
        enqueue.stopChild(clause.id);
        enqueue.emit({
          type: 'clause.ended',
          clause,
          failure: { stage: 'playOut', provider: 'dragoman', reason: 'crowdedOut' },
        });
      }
      enqueue.assign({ clauses });
    }),

    /**
     * Puts a committed clause on its way: one actor, from text to ear, or the one that it joins. Early, it is translated,
     * and waits for its listener.
     */
    interpretClause: enqueueActions(({ context, event, enqueue }, { isEarly }: { isEarly: boolean }) => {
      if (event.type !== 'clause.committed') return;
      const direction = directionFrom(event.party);
      const { text, timings, joinsPrevious } = event.clause;
      const sourceLanguage = event.clause.language ?? context.languages[event.party];
      const targetLanguage = context.languages[listenerOf(direction)];
      const id = clauseId(context.clauseCount + 1);
      const words = { text, translation: '' };
      const record = {
        id,
        direction,
        sourceLanguage,
        targetLanguage,
        endsTurn: false,
        timings,
        words,
        ...(isEarly && { origin: 'early' as const }),
      } as const;
      const preceding = {
        ...context.preceding,
        [direction]: [...context.preceding[direction], text].slice(-keptPreceding),
      };
      const joined = joinsPrevious ? joinableClause(context, record) : undefined;
      if (joined !== undefined) {
        enqueue.sendTo(joined.id, { type: 'text.joined', text, timings } satisfies ClauseEvent);
        const merged: ClauseRecord = { ...record, state: 'merged' };
        const { clauses } = withClause(context, joined.id, {
          state: 'translating',
          timings: { ...timings, ...onsetOf(joined) },
          words: { text: `${joined.words.text} ${text}`, translation: '' },
        });
        enqueue.assign({
          clauseCount: context.clauseCount + 1,
          preceding,
          clauses: remember(clauses, merged),
        });
        enqueue.emit({ type: 'clause.ended', clause: merged });
        return;
      }
      enqueue.spawnChild('clause', {
        id,
        input: {
          id,
          callSid: context.callSid,
          direction,
          order: context.clauseCount + 1,
          text,
          sourceLanguage,
          targetLanguage,
          context: context.preceding[direction],
          timings,
          isHeld: isEarly,
        },
      });
      enqueue.assign({
        clauseCount: context.clauseCount + 1,
        preceding,
        clauses: remember(context.clauses, { ...record, state: 'translating' }),
      });
    }),

    noteTranslated: assign(({ context, event }) =>
      event.type === 'clause.translated'
        ? withClause(context, event.id, { state: 'synthesizing', words: event.words })
        : {},
    ),
    noteSpoken: assign(({ context, event }) =>
      event.type === 'clause.spoken'
        ? withClause(context, event.id, { state: 'speaking', words: event.words })
        : {},
    ),

    /** The utterance's last clause is the one whose rendition ends the turn. */
    noteTurn: assign(({ context, event }) => {
      if (event.type !== 'utterance.ended') return {};
      const direction = directionFrom(event.party);
      const last = lastClause(context.clauses, direction);
      if (last === undefined || !isPending(last)) return {};
      return withClause(context, last.id, {
        endsTurn: true,
        timings: { ...last.timings, speechEnd: event.speechEnd },
      });
    }),

    noteOutcome: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'clause.heard' && event.type !== 'clause.cut' && event.type !== 'clause.failed')
        return;
      const before = context.clauses.find((clause) => clause.id === event.id);
      if (before === undefined) return;
      if (before.origin === 'introduction') {
        enqueue.assign({ clauses: context.clauses.filter((clause) => clause !== before) });
        return;
      }
      const state = event.type === 'clause.heard' ? 'heard' : event.type === 'clause.cut' ? 'cut' : 'failed';
      const clause: ClauseRecord = {
        ...before,
        state,
        timings: { ...event.timings, ...before.timings },
        ...(event.type === 'clause.failed' && { words: event.words }),
      };
      enqueue.assign(withClause(context, clause.id, clause));
      enqueue.emit({
        type: 'clause.ended',
        clause,
        ...(event.type === 'clause.failed' && { failure: event.failure }),
      });
      const { firstMarkHeard, speechEnd } = clause.timings;
      if (
        clause.origin === undefined &&
        clause.endsTurn &&
        firstMarkHeard !== undefined &&
        speechEnd !== undefined
      ) {
        enqueue.emit({
          type: 'turn.heard',
          direction: clause.direction,
          latencyMs: Math.max(0, firstMarkHeard - speechEnd),
        });
      }
    }),

    /** Begins to keep what an interruption cuts, and what is said during it. */
    noteInterruption: assign(({ context, event }, { direction }: { direction: Direction }) => ({
      interruptions: {
        ...context.interruptions,
        [direction]: { ...noInterruption, startedAt: 'at' in event ? event.at : null },
      },
    })),
    noteCut: assign(({ context, event }) =>
      event.type === 'clause.cut'
        ? withInterruption(context, event.direction, ({ cut }) => ({ cut: [...cut, event.rendition] }))
        : {},
    ),
    noteSaidMeanwhile: assign(({ context, event }, { direction }: { direction: Direction }) => {
      if (event.type !== 'clause.committed') return {};
      const isSpeaker = event.party === speakerOf(direction);
      return withInterruption(context, direction, ({ speakerClauses, listenerClauses }) =>
        isSpeaker ? { speakerClauses: speakerClauses + 1 } : { listenerClauses: listenerClauses + 1 },
      );
    }),
    noteInterruptionEnd: assign(({ context, event }, { direction }: { direction: Direction }) =>
      withInterruption(context, direction, ({ startedAt }) => ({
        endedAt: 'at' in event ? event.at : startedAt,
      })),
    ),

    /** Says the rest of what was cut, in the place of what was cut. */
    sayRest: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'continuation.planned') return;
      const { direction, text } = event;
      const [cut] = context.interruptions[direction].cut;
      enqueue.assign(withInterruption(context, direction, () => ({ cut: [] })));
      if (cut === undefined) return;
      if (text === null) {
        enqueue.emit({ type: 'rendition.abandoned', direction });
        return;
      }
      const { input, record } = renderedClause(context, {
        id: clauseId(context.clauseCount + 1),
        direction,
        order: cut.order,
        translation: text,
        targetLanguage: cut.language,
      });
      enqueue.spawnChild('clause', { id: input.id, input });
      enqueue.assign({
        clauseCount: context.clauseCount + 1,
        clauses: remember(context.clauses, record),
      });
    }),

    cutRenditions: sendTo((_, { direction }: { direction: Direction }) => `${direction}Silencer`, {
      type: 'cut.renditions',
    } satisfies SilencerCommand),
    reportResumption: emit((_, { direction }: { direction: Direction }) => ({
      type: 'rendition.resumed' as const,
      direction,
    })),
    reportInterruption: emit((_, { direction }: { direction: Direction }) => ({
      type: 'rendition.interrupted' as const,
      direction,
    })),

    reportRecognizerLost: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'recognition.failed') return;
      enqueue.emit({ type: 'recognizer.lost', party: event.party, failure: event.failure });
    }),

    /** Says something of the interpreter's own to a party, in their language. */
    announce: enqueueActions(({ context, enqueue }, { party, phrase }: { party: Party; phrase: Phrase }) => {
      enqueue.spawnChild('announcer', {
        id: announcementId(context.announcementCount + 1),
        input: { callSid: context.callSid, party, phrase, language: context.languages[party] },
      });
      enqueue.assign({ announcementCount: context.announcementCount + 1 });
    }),

    /** A child that broke: whatever it was, the call goes on without it. */
    reportCrash: enqueueActions(({ context, event, enqueue }) => {
      if (!('actorId' in event)) return;
      const id = String(event.actorId);
      enqueue.emit({ type: 'actor.failed', id, error: 'error' in event ? event.error : undefined });
      enqueue.assign(withClause(context, id, { state: 'failed' }));
    }),

    /** The call is over: what is still on its way to somebody's ear ends here. */
    cutEverything: enqueueActions(({ context, self, enqueue }) => {
      for (const id of Object.keys(self.getSnapshot().children)) {
        if (isSpawned(id)) enqueue.stopChild(id);
      }
      const cut = context.clauses.map((clause) =>
        isPending(clause) ? { ...clause, state: 'cut' as const } : clause,
      );
      for (const clause of cut) {
        if (context.clauses.includes(clause) || clause.origin === 'introduction') continue;
        enqueue.emit({ type: 'clause.ended', clause });
      }
      enqueue.assign({ clauses: cut });
    }),

    /** Finished children would stay in the call's snapshot for ever. */
    forgetChild: stopChild(({ event }) => ('actorId' in event ? String(event.actorId) : '')),
  },
});

/**
 * By then it is decided what speech over a rendition is, ms after its first sound: within 800 ms, of which hearing that
 * sound, a last word and taking up the rendition take some 140.
 */
const decisionDeadline = 660;

/** What is sure to be speech is heard for so long at the least, ms: it may be a word behind a noise. */
const leastHearing = 300;

/** It counts from the first sound: how long it took to be sure that it is speech is up to the sound. */
function untilDecision(event: CallEvent): number {
  const passed = event.type === 'speech.confirmed' ? event.at - event.onsetAt : 0;
  return Math.max(leastHearing, decisionDeadline - passed);
}

/** A clause whose translation is known from the start: the actor's input, and what the call remembers of it. */
function renderedClause(
  { callSid, languages }: CallContext,
  {
    order,
    translation,
    ...clause
  }: Pick<ClauseInput, 'id' | 'direction' | 'order' | 'targetLanguage'> & { readonly translation: string },
): { readonly input: ClauseInput; readonly record: ClauseRecord } {
  const shared = { ...clause, sourceLanguage: languages[speakerOf(clause.direction)], timings: {} };
  return {
    input: { ...shared, callSid, order, text: '', translation, context: [] },
    record: {
      ...shared,
      state: 'synthesizing',
      endsTurn: false,
      words: { text: '', translation },
      ...(order === introductionOrder && { origin: 'introduction' as const }),
    },
  };
}

const onsetOf = ({ timings: { speechOnset } }: ClauseRecord) => speechOnset !== undefined && { speechOnset };
