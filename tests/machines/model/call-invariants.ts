import type { CallReport, Direction, Party } from '../../../machines/call/call-events.js';
import { listenerOf, parties, speakerOf, directions } from '../../../machines/call/call-events.js';
import type { CallView, Voice } from './call-stage.js';
import type { Place, Role } from './world.js';

/** A record's state by the state of the clause itself. */
const recordedAs = {
  translating: ['committed', 'translating'],
  synthesizing: ['held', 'synthesizing', 'queued'],
  speaking: ['speaking'],
} as const;

/** What a listener's voice does where the region believes to know it: `voice`, by the keys that lead to the state. */
const believedVoices: readonly { readonly state: readonly string[]; readonly voices: readonly Voice[] }[] = [
  { state: ['silent', 'yielding'], voices: ['talking'] },
  { state: ['speaking', 'contested'], voices: ['begun'] },
  { state: ['speaking', 'tolerating'], voices: ['talking', 'paused', 'quiet', 'begun'] },
  { state: ['bargedIn', 'deciding', 'talking'], voices: ['talking'] },
  { state: ['bargedIn', 'deciding', 'quiet'], voices: ['paused', 'quiet', 'begun'] },
  { state: ['bargedIn', 'deciding', 'halting'], voices: ['talking'] },
  { state: ['bargedIn', 'deciding', 'following'], voices: ['talking'] },
  { state: ['bargedIn', 'yielded', 'attending'], voices: ['begun', 'talking', 'paused'] },
  { state: ['bargedIn', 'yielded', 'waiting'], voices: ['paused', 'quiet', 'begun'] },
];

export interface CallInvariants {
  /** A clause was committed: the n-th of all, and its text says so. */
  said(n: number, speaker: Party): void;
  /** A rendition begins to sound. */
  began(place: Place): void;
  /** Something of the interpreter's own begins to sound. */
  readonly sounded: (party: Party, role: Role) => void;
  reported(report: CallReport): void;
  broke(error: unknown): void;
  /** The call has taken an event. */
  moved(): void;
  /** What a clause knows. */
  clauseOf(id: string): { readonly text: string; readonly translation: string };
  /** Throws the first that does not hold, with what is wrong. */
  check(): void;
}

/** What holds in a call whatever happens, seen from the world: by what was said and played, not by what the machines believe. */
export function createCallInvariants(view: CallView): CallInvariants {
  const { actor, world } = view;
  const violations: string[] = [];
  /** Numbers of clauses that somebody was there to take. */
  const accepted = new Set<number>();
  /** To which of the agent's telephones, too: each is told from the first. */
  const begun: Record<Direction, { clauseId: string; numbers: readonly number[]; attempt: number }[]> = {
    clientToAgent: [],
    agentToClient: [],
  };
  const ended = new Map<string, string>();
  const endedNumbers = new Set<number>();
  /** Whose voice was quiet since the directions began: of one that talked before they know nothing yet. */
  const isKnown: Record<Party, boolean> = { client: false, agent: false };
  let wasOver = false;
  let failedActors = 0;

  const hold = (holds: boolean, what: string) => {
    if (!holds) violations.push(what);
  };

  const isOver = () => !actor.getSnapshot().matches('live');

  function clauseOf(id: string) {
    const child = actor.getSnapshot().children[id];
    const snapshot = child?.getSnapshot();
    if (snapshot === undefined || !('context' in snapshot)) throw new Error(`${id} is no clause`);
    const { text, translation } = snapshot.context;
    return { text, translation };
  }

  function check() {
    const snapshot = actor.getSnapshot();
    checkActors();
    hold(
      failedActors === world.crashes,
      `${String(world.crashes)} of the call's actors broke, ${String(failedActors)} were reported`,
    );
    if (snapshot.status === 'active' && snapshot.matches('live')) {
      checkRegions();
      checkHeld();
      checkClauses();
      checkFloor();
    } else {
      checkEnd();
    }
    if (violations.length > 0) throw new Error(violations.join('\n'));
  }

  /** An actor runs in the states that need it, and in no other. */
  function checkActors() {
    const snapshot = actor.getSnapshot();
    const roles = (role: Role) => [...world.running].filter((entry) => entry.role === role);
    const runs = (role: Role, whom?: string) =>
      roles(role).some((entry) => whom === undefined || entry.for === whom);
    for (const [id, child] of Object.entries(snapshot.children)) {
      hold(
        child?.getSnapshot().status === 'active' || snapshot.status !== 'active',
        `${id} is over and was not forgotten`,
      );
    }
    for (const direction of directions) {
      const voice = voiceOf(direction);
      const listener = listenerOf(direction);
      hold(
        runs('silencer', listener) === isIn(voice, 'bargedIn'),
        `${listener}: the silencer runs in ${JSON.stringify(voice)}, or does not`,
      );
      hold(
        runs('usher', listener) === isIn(voice, 'silent', 'yielding'),
        `${listener}: the usher runs in ${JSON.stringify(voice)}, or does not`,
      );
      const hearing = hearingOf(direction);
      hold(
        runs('gatherer', listener) === isIn(hearing, 'transcribing', 'open', 'pausing'),
        `${listener}: the gatherer runs in ${JSON.stringify(hearing)}, or does not`,
      );
    }
    const isLive = snapshot.status === 'active' && snapshot.matches('live');
    for (const party of parties) {
      const isTranscribed = isLive && snapshot.matches({ live: { [party]: { connected: 'transcribed' } } });
      hold(
        runs('transcriber', party) === isTranscribed,
        `${party}: the transcriber runs where nobody is to be heard, or does not`,
      );
    }
    const rings = isLive && snapshot.matches({ live: { conversation: { connectingAgent: 'dialling' } } });
    hold(runs('dialler') === rings, 'the dialler runs where no telephone is to ring, or does not');
    hold(
      runs('patcher') ===
        (isLive &&
          snapshot.matches({
            live: { conversation: 'bypassing' },
          })),
      'the patcher runs where voices are not to pass, or does not',
    );
  }

  /** Regions agree with each other and with the lines. */
  function checkRegions() {
    const snapshot = actor.getSnapshot();
    const { lines } = view;
    const isTalking =
      snapshot.matches({ live: { conversation: 'interpreting' } }) ||
      snapshot.matches({ live: { conversation: 'bypassing' } });
    const agentIsAwaited = snapshot.matches({ live: { agent: 'awaited' } });
    hold(!isTalking || !agentIsAwaited, 'the call goes on although nobody is on the agent’s line');
    const isCalling = snapshot.matches({ live: { conversation: 'connectingAgent' } });
    hold(!isCalling || agentIsAwaited, 'the agent is called although their line is not awaited');
    for (const party of parties) {
      const state = { none: 'awaited', connected: 'connected', lost: 'lost' } as const;
      const isGone = snapshot.matches({ live: { [party]: 'gone' } });
      hold(
        isGone || snapshot.matches({ live: { [party]: state[lines[party]] } }),
        `${party}: the line is ${lines[party]} and the call does not know it`,
      );
      // One whose line is given up for lost is neither waited for nor rung.
      hold(!isGone || !(isTalking || isCalling), `the ${party} is gone and the call goes on`);
    }
    const isDeserted = snapshot.matches({ live: { conversation: 'deserted' } });
    hold(
      !isDeserted ||
        [...world.running].some(({ role, for: whom }) => role === 'announcer' && whom === leftBehind()),
      'one party is gone and the other is not told',
    );
  }

  /** The one who is still there, where the other's line was given up for lost. */
  function leftBehind() {
    const { endReason } = actor.getSnapshot().context;
    return endReason === 'clientLost' ? 'agent' : endReason === 'agentLost' ? 'client' : undefined;
  }

  /** What was said before its listener was there is translated, and not spoken until they are. */
  function checkHeld() {
    const snapshot = actor.getSnapshot();
    const isReleased =
      snapshot.matches({ live: { conversation: 'interpreting' } }) ||
      snapshot.matches({ live: { conversation: 'bypassing' } });
    for (const { id, origin } of snapshot.context.clauses) {
      const clause = snapshot.children[id]?.getSnapshot();
      if (clause === undefined || !('context' in clause) || !('isHeld' in clause.context)) continue;
      const { isHeld } = clause.context;
      hold(!isHeld || origin === 'early', `${id} is held, and was not early`);
      hold(!isHeld || !isReleased, `${id} is still held, and its listener is there`);
      hold(!isHeld || !world.synthesizers.has(id), `${id} is held and spoken`);
    }
  }

  /** Every clause that was taken is on its way or was told of; the record agrees with the clause. */
  function checkClauses() {
    const { context, children } = actor.getSnapshot();
    const alive = new Set<number>();
    for (const { id, state } of context.clauses) {
      if (!(state in recordedAs)) continue;
      const snapshot = children[id]?.getSnapshot();
      if (snapshot === undefined) {
        violations.push(`${id} is ${state} in the call's memory and does not run`);
        continue;
      }
      const inside = recordedAs[state as keyof typeof recordedAs];
      const value = 'value' in snapshot ? snapshot.value : undefined;
      const leaf = isObject(value) ? Object.values(value)[0] : value;
      hold(
        inside.some((name) => name === leaf),
        `${id} is ${state} in the call's memory and itself ${String(leaf)}`,
      );
      const { text, translation } = clauseOf(id);
      for (const number of numbersIn(`${text} ${translation}`)) alive.add(number);
    }
    for (const number of accepted) {
      hold(alive.has(number) || endedNumbers.has(number), `clause number ${String(number)} has disappeared`);
    }
    for (const id of Object.keys(children)) {
      if (!/^(clause|introduction)-/.test(id)) continue;
      const record = context.clauses.find((clause) => clause.id === id);
      hold(
        record !== undefined && record.state in recordedAs,
        `${id} runs and the call believes it ${record?.state ?? 'unknown'}`,
      );
    }
  }

  /** Nobody who is silent has the floor, and nobody who has it and talks is talked over. */
  function checkFloor() {
    for (const direction of directions) {
      const listener = listenerOf(direction);
      if (!isKnown[listener]) continue;
      const is = view.voices[listener];
      for (const { state, voices } of believedVoices) {
        hold(
          !isIn(voiceOf(direction), ...state) || voices.includes(is),
          `${direction}: ${state.join('.')}, and the ${listener}'s voice is ${is}`,
        );
      }
    }
  }

  /** Nothing is played any more and nobody works; every clause was told of. */
  function checkEnd() {
    const { status, context, children } = actor.getSnapshot();
    const allowed: readonly Role[] = status === 'active' ? ['terminator'] : [];
    for (const { role, for: whom } of world.running) {
      hold(allowed.includes(role), `the call is over and the ${role} (${whom}) still runs`);
    }
    hold(
      Object.keys(children).length <= allowed.length,
      `the call is over and has children: ${Object.keys(children).join(', ')}`,
    );
    hold(world.places.size === 0, 'the call is over and renditions wait to be heard');
    hold(context.endReason !== null, 'the call is over and does not know why');
    if (wasOver) return;
    wasOver = true;
    for (const { id, state, origin } of context.clauses) {
      if (origin === 'introduction') continue;
      hold(
        ended.get(id) === state,
        `the call is over, ${id} is ${state} and was told to be ${ended.get(id) ?? 'nothing'}`,
      );
    }
    for (const number of accepted) {
      hold(endedNumbers.has(number), `clause number ${String(number)} was never told of`);
    }
  }

  const voiceOf = (direction: Direction) => regionOf(direction, 'voice');
  const hearingOf = (direction: Direction) => regionOf(direction, 'hearing');

  function regionOf(direction: Direction, region: string): unknown {
    const { value } = actor.getSnapshot();
    const path = ['live', 'conversation', 'interpreting', direction, region];
    return path.reduce<unknown>((inside, key) => (isObject(inside) ? inside[key] : undefined), value);
  }

  return {
    clauseOf,
    check,
    said(n, speaker) {
      const snapshot = actor.getSnapshot();
      const isTaken =
        snapshot.matches({ live: { conversation: 'interpreting' } }) ||
        snapshot.matches({ live: { conversation: 'connectingAgent' } });
      if (isTaken) accepted.add(n);
      hold(world.transcribers.has(speaker), `${speaker} is taken down and nobody does it`);
    },
    began(place) {
      const { clauseId, direction, text } = place;
      const numbers = numbersIn(text);
      hold(!isOver(), `the call is over and ${clauseId} begins`);
      for (const speaker of parties) {
        hold(
          !text.includes(speaker) || speaker === speakerOf(direction),
          `${clauseId}: the ${speaker} hears their own words`,
        );
      }
      const { attempt } = actor.getSnapshot().context;
      for (const earlier of begun[direction]) {
        const wasCut = world.fates.get(earlier.clauseId) === 'cut';
        hold(
          wasCut || earlier.attempt !== attempt || Math.max(...earlier.numbers) < Math.min(...numbers),
          `${clauseId} <${text}> begins behind ${earlier.clauseId}, out of order`,
        );
      }
      for (const other of world.places.values()) {
        if (
          other.direction !== direction ||
          other.clauseId === clauseId ||
          (other.phase !== 'empty' && other.phase !== 'written')
        )
          continue;
        const known = clauseOf(other.clauseId);
        const theirs = numbersIn(`${known.text} ${known.translation}`);
        hold(Math.min(...theirs) > Math.max(...numbers), `${clauseId} <${text}> overtakes ${other.clauseId}`);
      }
      begun[direction].push({ clauseId, numbers, attempt });
    },
    sounded: (party, role) => hold(!isOver(), `the call is over and the ${role} speaks to the ${party}`),
    reported(report) {
      if (report.type === 'actor.failed') failedActors += 1;
      if (report.type !== 'clause.ended') return;
      const { id, state, words, direction } = report.clause;
      hold(!ended.has(id), `${id} was told to be ${ended.get(id) ?? ''} and then ${state}`);
      ended.set(id, state);
      hold(report.clause.origin !== 'introduction', `${id} is told of, and nobody said it`);
      // What another clause took in is told of with that one.
      const numbers = state === 'merged' ? [] : numbersIn(`${words.text} ${words.translation}`);
      for (const number of numbers) endedNumbers.add(number);
      const fate = world.fates.get(id);
      hold(
        (fate === 'heard') === (state === 'heard'),
        `${id} was ${fate ?? 'not heard'} and is told to be ${state}`,
      );
      hold(fate !== 'cut' || state === 'cut', `${id} was cut and is told to be ${state}`);
      hold(
        !words.text.includes(listenerOf(direction)),
        `${id}: the ${listenerOf(direction)} hears their own words`,
      );
    },
    moved() {
      const isInterpreting = actor.getSnapshot().matches({ live: { conversation: 'interpreting' } });
      for (const party of parties) {
        isKnown[party] = isInterpreting && (isKnown[party] || view.voices[party] === 'quiet');
      }
    },
    broke: (error) => violations.push(`the call broke: ${String(error)}`),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Whether a state value is in the state that the keys lead to. */
function isIn(value: unknown, ...keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (value === key) return rest.length === 0;
  return isObject(value) && key in value && isIn(value[key], ...rest);
}

/** The numbers of the clauses that a text is made of. */
const numbersIn = (text: string) => [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
