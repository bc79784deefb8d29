import { fromCallback, fromPromise, type AnyActorRef, type EventObject } from 'xstate';
import type {
  AnnouncerInput,
  CallSidInput,
  DiallerInput,
  EditorInput,
  ListenerInput,
  ReceptionistInput,
  SilencerCommand,
  TranscriberInput,
} from '../../../machines/call/call-actors.js';
import {
  listenerOf,
  type CallEvent,
  type Direction,
  type Party,
} from '../../../machines/call/call-events.js';
import { callMachine } from '../../../machines/call/call-machine.js';
import type {
  PlayerCommand,
  PlayerInput,
  SynthesizerInput,
  TranslatorInput,
} from '../../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../../machines/clause/clause-events.js';
import { clauseMachine } from '../../../machines/clause/clause-machine.js';

/** What a line is used for, by the actors' names in the machines. */
export type Role =
  | 'transcriber'
  | 'dialler'
  | 'receptionist'
  | 'announcer'
  | 'silencer'
  | 'usher'
  | 'gatherer'
  | 'editor'
  | 'patcher'
  | 'terminator'
  | 'player'
  | 'translator'
  | 'synthesizer';

const ofClause: ReadonlySet<Role> = new Set(['player', 'translator', 'synthesizer']);

/** An actor that runs, and whom it is for. */
export interface Running {
  readonly role: Role;
  readonly for: string;
}

/** A rendition's place in the play-out of its listener. `empty`: nothing is synthesized yet. */
export interface Place {
  readonly clauseId: string;
  readonly direction: Direction;
  readonly order: number;
  readonly tell: (event: ClauseEvent) => void;
  phase: 'empty' | 'written' | 'started' | 'reached';
  /** What is said of the clause, once it is synthesized. */
  text: string;
}

/** What the world has done to a clause, whatever the machines make of it. */
export type Fate = 'heard' | 'cut' | 'failed';

/**
 * What is around a call: telephones, voices, play-out, vendors. The actors write down that they run and otherwise do
 * nothing; what they tell is told by `call-stage.ts`. A rendition moves as it does in `src/media/play-out.ts`.
 */
export interface World {
  readonly running: Set<Running>;
  /** Each listener's places in the order in which they are heard. */
  readonly places: Map<string, Place>;
  readonly fates: Map<string, Fate>;
  readonly transcribers: Map<Party, (event: CallEvent) => void>;
  readonly translators: Map<string, (event: ClauseEvent) => void>;
  readonly synthesizers: Map<string, (event: ClauseEvent) => void>;
  readonly editors: Map<
    Direction,
    { readonly input: EditorInput; readonly tell: (event: CallEvent) => void }
  >;
  /** Those that say something, and the one that hangs up, until they are done. */
  readonly tasks: Map<string, AnyActorRef>;
  /** How many actors keep renditions from a listener; and those that also took back what was sent. */
  readonly holds: Record<Party, { silencer: number; usher: number; gatherer: number }>;
  /** Where the next actor of a role breaks as it starts. */
  readonly broken: Set<Role>;
  /** How many of the call's own actors broke. Those of a clause are the clause's to tell of. */
  crashes: number;
  /** Set by the stage: told of what begins to sound to a party. */
  onSound: (party: Party, role: Role) => void;
}

export const createWorld = (): World => ({
  running: new Set(),
  places: new Map(),
  fates: new Map(),
  transcribers: new Map(),
  translators: new Map(),
  synthesizers: new Map(),
  editors: new Map(),
  tasks: new Map(),
  holds: { client: { silencer: 0, usher: 0, gatherer: 0 }, agent: { silencer: 0, usher: 0, gatherer: 0 } },
  broken: new Set(),
  crashes: 0,
  onSound: () => undefined,
});

/** A listener's places in the order of play-out: what has begun to sound is never overtaken. */
export function queueOf(world: World, listener: Party): Place[] {
  const places = [...world.places.values()].filter(({ direction }) => listenerOf(direction) === listener);
  const hasStarted = ({ phase }: Place) => phase === 'started' || phase === 'reached';
  return places.toSorted(
    (one, other) => Number(hasStarted(other)) - Number(hasStarted(one)) || one.order - other.order,
  );
}

/** The call machine in worlds, one at a time: to provide actors costs more than a hundred transitions. */
export function callInWorlds() {
  let world = createWorld();

  /** Notes that an actor runs; the result notes that it has stopped. */
  function run(role: Role, whom: string): () => void {
    if (world.broken.delete(role)) {
      if (!ofClause.has(role)) world.crashes += 1;
      throw new Error(`The ${role} broke`);
    }
    const { running } = world;
    const entry: Running = { role, for: whom };
    running.add(entry);
    return () => void running.delete(entry);
  }

  /** An actor that does nothing but run. */
  const noted = <Input>(role: Role, whom: (input: Input) => string) =>
    fromCallback<EventObject, Input>(({ input }) => run(role, whom(input)));

  /** A task that is done when the stage says so, at once and not in a later turn of the event loop. */
  const task = <Input>(role: Role, whom: (input: Input) => string, party?: (input: Input) => Party) =>
    fromPromise<void, Input>(({ input, self, signal }) => {
      const { tasks } = world;
      const stop = run(role, whom(input));
      const listener = party?.(input);
      if (listener !== undefined) world.onSound(listener, role);
      tasks.set(self.id, self);
      const end = () => {
        tasks.delete(self.id);
        stop();
      };
      signal.addEventListener('abort', end);
      self.subscribe({ complete: end, error: end });
      return new Promise<void>(() => undefined);
    });

  const player = fromCallback<PlayerCommand, PlayerInput>(({ input, sendBack, receive }) => {
    const { clauseId, direction, order } = input;
    const { places } = world;
    const stop = run('player', clauseId);
    const place: Place = { clauseId, direction, order, tell: sendBack, phase: 'empty', text: '' };
    places.set(clauseId, place);
    receive(() => {
      if (place.phase === 'written') place.phase = 'empty';
    });
    return () => {
      places.delete(clauseId);
      stop();
    };
  });

  const translator = fromCallback<EventObject, TranslatorInput>(({ sendBack, self }) => {
    const stop = run('translator', self.id);
    const { translators } = world;
    const clauseId = parentOf(self);
    translators.set(clauseId, sendBack);
    return () => {
      translators.delete(clauseId);
      stop();
    };
  });

  const synthesizer = fromCallback<EventObject, SynthesizerInput>(({ input, sendBack }) => {
    const { clauseId, text } = input;
    const stop = run('synthesizer', clauseId);
    const { synthesizers, places } = world;
    synthesizers.set(clauseId, sendBack);
    const place = places.get(clauseId);
    // None if the player broke in the same step: the clause is about to fail.
    if (place !== undefined) place.text = text;
    return () => {
      synthesizers.delete(clauseId);
      stop();
    };
  });

  const editor = fromCallback<EventObject, EditorInput>(({ input, sendBack }) => {
    const stop = run('editor', input.direction);
    const { editors } = world;
    editors.set(input.direction, { input, tell: sendBack });
    return () => {
      editors.delete(input.direction);
      stop();
    };
  });

  const silencer = fromCallback<SilencerCommand, ListenerInput>(({ input: { party }, receive }) => {
    const stop = run('silencer', party);
    const at = world;
    at.holds[party].silencer += 1;
    receive(() => cut(at, party));
    return () => {
      at.holds[party].silencer -= 1;
      stop();
    };
  });

  const postponer = (role: 'usher' | 'gatherer') =>
    fromCallback<EventObject, ListenerInput>(({ input: { party } }) => {
      const stop = run(role, party);
      const { holds } = world;
      holds[party][role] += 1;
      return () => {
        holds[party][role] -= 1;
        stop();
      };
    });

  const transcriber = fromCallback<EventObject, TranscriberInput>(({ input: { party }, sendBack }) => {
    const stop = run('transcriber', party);
    const { transcribers } = world;
    transcribers.set(party, sendBack);
    return () => {
      transcribers.delete(party);
      stop();
    };
  });

  const machine = callMachine.provide({
    actors: {
      clause: clauseMachine.provide({ actors: { player, translator, synthesizer } }),
      transcriber,
      editor,
      silencer,
      usher: postponer('usher'),
      gatherer: postponer('gatherer'),
      dialler: noted<DiallerInput>('dialler', ({ number }) => number),
      receptionist: noted<ReceptionistInput>('receptionist', () => 'client'),
      patcher: noted<CallSidInput>('patcher', () => 'both'),
      announcer: task<AnnouncerInput>(
        'announcer',
        ({ party }) => party,
        ({ party }) => party,
      ),
      terminator: task<CallSidInput>('terminator', () => 'both'),
    },
  });

  return {
    machine,
    /** The world of the call that starts next. */
    enter() {
      world = createWorld();
      return world;
    },
  };
}

/** Takes every rendition with audio back for good, as the play-out of that listener does. */
function cut(world: World, listener: Party): void {
  for (const place of queueOf(world, listener)) {
    if (place.phase === 'empty') continue;
    world.fates.set(place.clauseId, 'cut');
    world.places.delete(place.clauseId);
    place.tell({ type: 'rendition.cut', heardShare: place.phase === 'reached' ? 0.4 : 0, timings: {} });
  }
}

function parentOf(actor: AnyActorRef): string {
  const parent: AnyActorRef | undefined = actor._parent;
  if (parent === undefined) throw new Error(`${actor.id} has no parent`);
  return parent.id;
}
