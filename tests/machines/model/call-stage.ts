import { createActor, type InspectionEvent } from 'xstate';
import { isPending, type CallInput } from '../../../machines/call/call-context.js';
import {
  directionFrom,
  directions,
  listenerOf,
  parties,
  type CallEvent,
  type CallReport,
  type Direction,
  type Failure,
  type Party,
} from '../../../machines/call/call-events.js';
import { createAlarmClock } from './alarm-clock.js';
import { createCallInvariants } from './call-invariants.js';
import type { Stage } from './stage.js';
import { callInWorlds, queueOf, type Place, type Role, type World } from './world.js';

const input: CallInput = {
  callSid: 'CA00000000000000000000000000000001',
  agentNumbers: ['+34981000001', '+34981000002'],
  agentLanguage: 'es',
  presumedClientLanguage: 'fr',
  invitedLanguages: ['fr'],
  // What is said by nobody is said before the first of all.
  introduction: { known: '0 {language}', unknown: '0' },
  bypassSameLanguage: true,
};

const failure = (stage: Failure['stage']): Failure => ({ stage, provider: 'fake', reason: 'unavailable' });

/** What voice activity detection says next of a voice, by what it said last. */
const voiceEdges = {
  quiet: { 'speech.started': 'begun' },
  begun: { 'speech.misfired': 'quiet', 'speech.confirmed': 'talking' },
  talking: { 'speech.paused': 'paused' },
  paused: { 'speech.resumed': 'talking', 'speech.ended': 'quiet' },
} as const;
export type Voice = keyof typeof voiceEdges;
type VoiceEvent = { [V in Voice]: keyof (typeof voiceEdges)[V] }[Voice];

/** Roles whose actors may break as they start. */
const breakable: readonly Role[] = [
  'transcriber',
  'dialler',
  'receptionist',
  'silencer',
  'usher',
  'gatherer',
  'editor',
  'patcher',
  'player',
  'translator',
  'synthesizer',
];

export interface CallStageOptions {
  /** Clauses of a direction that are under way at most. */
  readonly mostPending: number;
  /** The interpreter's own phrases that are being said, at most. */
  readonly mostAnnouncements: number;
  /** So long it takes to say each clause, ms. */
  readonly clauseMs?: number;
  readonly inspect?: (event: InspectionEvent) => void;
  /** What of the state tells it from others; all of it if not given. */
  readonly keyOf?: (view: CallView) => unknown;
}

export interface CallStage extends Stage {
  readonly view: CallView;
  readonly reports: readonly CallReport[];
}

/** What there is to see of a call and of the world around it. */
export interface CallView {
  readonly actor: CallActorInWorld;
  readonly world: World;
  readonly voices: Readonly<Record<Party, Voice>>;
  readonly lines: Readonly<Record<Party, 'none' | 'connected' | 'lost'>>;
  /** ms. */
  readonly now: number;
}

export type CallActorInWorld = ReturnType<typeof createActor<ReturnType<typeof callInWorlds>['machine']>>;

/** A call with everything around it, and all that may happen to it in the order in which it can. */
export function callStages({
  mostPending,
  mostAnnouncements,
  clauseMs = 0,
  inspect,
  keyOf = wholeState,
}: CallStageOptions) {
  const calls = callInWorlds();

  return function openCall(): CallStage {
    const world = calls.enter();
    const clock = createAlarmClock();
    let microsteps = 0;
    const actor = createActor(calls.machine, { clock, input });
    const reports: CallReport[] = [];
    const voices: Record<Party, Voice> = { client: 'quiet', agent: 'quiet' };
    const lines: Record<Party, 'none' | 'connected' | 'lost'> = { client: 'none', agent: 'none' };
    let said = 0;
    const view: CallView = {
      actor,
      world,
      voices,
      lines,
      get now() {
        return clock.now();
      },
    };
    const invariants = createCallInvariants(view);
    actor.on('*', (report) => {
      reports.push(report);
      invariants.reported(report);
    });
    actor.subscribe({ next: () => invariants.moved(), error: (error) => invariants.broke(error) });
    world.onSound = invariants.sounded;
    actor.start();

    const tell = (event: CallEvent) => () => actor.send(event);

    function* telephones(): Generator<[string, () => void]> {
      const { agent, client } = lines;
      const rings = [...world.running].some(({ role }) => role === 'dialler');
      if (client !== 'connected') {
        yield ['client leg.connected', connect('client')];
      }
      if (agent === 'lost' || (agent === 'none' && rings)) yield ['agent leg.connected', connect('agent')];
      if (agent !== 'none' || rings) {
        yield [
          'agent leg.unreachable',
          leave('agent', { type: 'leg.unreachable', party: 'agent', reason: 'machine' }),
        ];
      }
      for (const party of parties) {
        if (lines[party] === 'connected') {
          yield [
            `${party} leg.lost`,
            () => {
              lines[party] = 'lost';
              actor.send({ type: 'leg.lost', party });
            },
          ];
        }
        if (party === 'client' || lines[party] !== 'none') {
          yield [`${party} leg.ended`, leave(party, { type: 'leg.ended', party })];
        }
      }
    }

    const connect = (party: Party) => () => {
      lines[party] = 'connected';
      actor.send({ type: 'leg.connected', party });
    };
    const leave = (party: Party, event: CallEvent) => () => {
      lines[party] = 'none';
      actor.send(event);
    };

    function* heardVoices(): Generator<[string, () => void]> {
      for (const party of parties) {
        if (lines[party] !== 'connected') continue;
        const edges = Object.entries(voiceEdges[voices[party]]) as [VoiceEvent, Voice][];
        for (const [type, next] of edges) {
          yield [
            `${party} ${type}`,
            () => {
              voices[party] = next;
              const at = clock.now();
              actor.send(
                type === 'speech.confirmed' ? { type, party, at, onsetAt: at } : { type, party, at },
              );
            },
          ];
        }
      }
    }

    function* recognized(): Generator<[string, () => void]> {
      for (const [party, tellCall] of world.transcribers) {
        const say = (joinsPrevious: boolean) => () => {
          const speechOnset = said * clauseMs;
          said += 1;
          const timings = { speechOnset, speechEnd: said * clauseMs, committed: clock.now() };
          invariants.said(said, party);
          tellCall({
            type: 'clause.committed',
            party,
            clause: { text: `${party} ${String(said)}`, joinsPrevious, timings },
          });
        };
        const { context } = actor.getSnapshot();
        const direction = directionFrom(party);
        const pending = context.clauses.filter(
          (clause) => clause.direction === direction && clause.origin !== 'introduction' && isPending(clause),
        );
        if (pending.length < mostPending) yield [`${party} says`, say(false)];
        // The one that joins another adds none.
        if (pending.length > 0 && pending.length <= mostPending) yield [`${party} goes on`, say(true)];
        yield [
          `${party} utterance.ended`,
          () => tellCall({ type: 'utterance.ended', party, speechEnd: clock.now() }),
        ];
        for (const meaning of ['backchannel', 'interruption', 'other'] as const) {
          yield [`${party} words ${meaning}`, () => tellCall({ type: 'words.heard', party, meaning })];
        }
        for (const language of party === 'client' ? ['fr', 'es'] : ['es']) {
          yield [
            `${party} speaks ${language}`,
            () => tellCall({ type: 'language.identified', party, language }),
          ];
        }
        if (world.tasks.size < mostAnnouncements) {
          yield [`${party} is not understood`, () => tellCall({ type: 'words.misunderstood', party })];
          yield [
            `${party} speaks what nobody does`,
            () => tellCall({ type: 'language.unsupported', party, language: 'eu' }),
          ];
        }
        yield [
          `${party} recognition.failed`,
          () => tellCall({ type: 'recognition.failed', party, failure: failure('recognition') }),
        ];
      }
    }

    function* clauses(): Generator<[string, () => void]> {
      for (const [id, tellClause] of world.translators) {
        const { text } = invariants.clauseOf(id);
        yield [
          `${id} is translated`,
          () => tellClause({ type: 'translation.ended', translation: `<${text}>`, timings: {} }),
        ];
        yield [
          `${id} cannot be translated`,
          () => tellClause({ type: 'translation.failed', failure: failure('translation'), timings: {} }),
        ];
      }
      for (const [id, tellClause] of world.synthesizers) {
        const place = world.places.get(id);
        if (place?.phase === 'empty') {
          yield [
            `${id} has sound`,
            () => {
              place.phase = 'written';
              tellClause({ type: 'synthesis.started', timings: {} });
            },
          ];
        }
        yield [
          `${id} cannot be spoken`,
          () => tellClause({ type: 'synthesis.failed', failure: failure('synthesis'), timings: {} }),
        ];
      }
      for (const listener of parties) {
        const { silencer, usher, gatherer } = world.holds[listener];
        if (silencer > 0 || lines[listener] !== 'connected') continue;
        const [first, second] = queueOf(world, listener);
        if (first === undefined) continue;
        if (first.phase === 'reached') yield [`${first.clauseId} is heard`, hear(first)];
        if (first.phase === 'started') yield [`${first.clauseId} reaches the ear`, reach(first)];
        if (usher + gatherer > 0) continue;
        if (first.phase === 'written') yield [`${first.clauseId} begins`, begin(first)];
        // It goes out before the end of the one that sounds.
        if (first.phase === 'reached' && second?.phase === 'written')
          yield [`${second.clauseId} begins`, begin(second)];
      }
    }

    const begin = (place: Place) => () => {
      place.phase = 'started';
      invariants.began(place);
      place.tell({ type: 'rendition.started', timings: { firstFrameSent: clock.now() } });
    };
    const reach = (place: Place) => () => {
      place.phase = 'reached';
      place.tell({ type: 'rendition.reached', timings: { firstMarkHeard: clock.now() } });
    };
    const hear = (place: Place) => () => {
      world.fates.set(place.clauseId, 'heard');
      world.places.delete(place.clauseId);
      place.tell({ type: 'rendition.heard', timings: { lastMarkHeard: clock.now() } });
    };

    function* others(): Generator<[string, () => void]> {
      for (const [direction, { input: given, tell: tellCall }] of world.editors) {
        const rest = given.cut.map(({ translation }) => translation).join(' ');
        const plan = (text: string | null) => () =>
          tellCall({ type: 'continuation.planned', direction, text });
        if (rest !== '') yield [`${direction} is continued`, plan(rest)];
        yield [`${direction} is left behind`, plan(null)];
      }
      for (const [id, task] of world.tasks) {
        yield [`${id} is done`, () => task.send({ type: 'xstate.promise.resolve', data: undefined })];
        yield [
          `${id} fails`,
          () => {
            world.crashes += 1;
            task.send({ type: 'xstate.promise.reject', data: new Error('It failed') });
          },
        ];
      }
      yield ['end.requested', tell({ type: 'end.requested' })];
      yield ['shutdown.began', tell({ type: 'shutdown.began' })];
      if (world.broken.size === 0) {
        for (const role of breakable) yield [`the next ${role} breaks`, () => void world.broken.add(role)];
      }
      if (clock.hasAlarm) yield ['time passes', () => clock.advance()];
    }

    return {
      view,
      reports,
      *possible() {
        if (actor.getSnapshot().status !== 'active') return;
        yield* telephones();
        yield* heardVoices();
        yield* recognized();
        yield* clauses();
        yield* others();
      },
      observe() {
        actor.system.inspect({
          next(event) {
            if (event.type === '@xstate.microstep' && event._transitions.length > 0) microsteps += 1;
            inspect?.(event);
          },
        });
      },
      key: () => JSON.stringify(keyOf(view)),
      trace: () => JSON.stringify([microsteps, said, clock.now(), ...world.broken, wholeState(view)]),
      check: () => invariants.check(),
      stop: () => void actor.stop(),
    };
  };
}

/** The states of all regions, of all clauses, voices, lines and actors. */
export const wholeState = (view: CallView): unknown => [
  view.actor.getSnapshot().value,
  directions.map((direction) => pendingOf(view, direction)),
  view.voices,
  view.lines,
  [...view.world.running].map(({ role }) => role).toSorted(),
];

/** A direction's clauses that are under way and how far each has come, in the order of play-out. */
export function pendingOf({ actor, world }: CallView, direction: Direction): string[] {
  const { clauses } = actor.getSnapshot().context;
  return queueOf(world, listenerOf(direction)).map(({ clauseId, phase }) => {
    const record = clauses.find(({ id }) => id === clauseId);
    return `${record?.state ?? 'none'} ${phase}`;
  });
}
