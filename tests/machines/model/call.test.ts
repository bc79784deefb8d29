import { describe, expect, test } from 'vitest';
import { directionFrom, otherParty, parties } from '../../../machines/call/call-events.js';
import { callMachine } from '../../../machines/call/call-machine.js';
import { callStages, pendingOf, type CallStage, type CallView } from './call-stage.js';
import { coverageOf } from './coverage.js';
import { explore, type Exploration } from './exploration.js';
import { fallSilent, hangUp, restOf } from './rest.js';
import { alongPath } from './stage.js';

/** A part of what may happen on a call, small enough for all of it to be tried. */
interface Slice {
  readonly title: string;
  readonly start: readonly string[];
  readonly facts: RegExp;
  readonly mostPending: number;
  readonly mostAnnouncements: number;
  readonly clauseMs?: number;
  readonly keyOf: (view: CallView) => unknown;
  readonly mostStates: number;
  /** Of the states that are reached, one must look like this. */
  readonly sees?: RegExp;
}

/** On a machine that is busy with other things. */
const timeout = 120_000;

/** Both are there, and nothing is said to the agent of what call it is. */
const connected = ['client leg.connected', 'agent leg.connected', 'introduction-1 cannot be spoken'];

const slices: readonly Slice[] = [
  {
    title: 'its life: telephones ring, connect, break off and hang up, the service goes away',
    start: [],
    facts: / leg\.|^introduction-\d cannot|is done|fails|requested|began$|^time/,
    mostPending: 1,
    mostAnnouncements: 0,
    mostStates: 300,
    keyOf: lifeOf,
  },
  {
    title: 'languages turn out to be the same, and to be different, while telephones break off',
    start: connected,
    facts: /^client speaks| leg\.(lost|unreachable)|^agent leg.connected|began$|^time/,
    mostPending: 1,
    mostAnnouncements: 0,
    mostStates: 300,
    keyOf: lifeOf,
  },
  {
    title: 'what is not understood, or in a language that nobody speaks',
    start: ['client leg.connected'],
    facts: /^agent leg\.(connected|unreachable)|^client (is not|speaks what)|is done|fails/,
    mostPending: 1,
    mostAnnouncements: 1,
    mostStates: 300,
    keyOf: (view) => [lifeOf(view), view.world.tasks.size],
  },
  {
    title: 'what is said before the agent is there: it is kept, and heard behind what the agent is told',
    start: ['client leg.connected'],
    facts:
      /^agent leg\.(connected|unreachable)|^client (says|goes on|utterance)|^clause-\d (is translated|has|begins)|^introduction-\d (has|begins|reaches|is heard|cannot)/,
    mostPending: 2,
    mostAnnouncements: 1,
    mostStates: 600,
    keyOf: (view) => [conversationOf(view), pendingOf(view, 'clientToAgent')],
  },
  {
    title: 'more than is kept is said before the agent is there',
    start: ['client leg.connected', 'client says', 'client goes on'],
    facts: /^client (says|goes on|leg.ended)|^clause-\d is translated|^agent leg.connected/,
    mostPending: 4,
    mostAnnouncements: 0,
    clauseMs: 14_000,
    mostStates: 600,
    keyOf: (view) => [conversationOf(view), pendingOf(view, 'clientToAgent'), isCrowded(view)],
    sees: /crowdedOut/,
  },
  {
    title: 'its actors break, whichever and whenever',
    start: [],
    facts:
      / leg\.connected|client speaks|requested|began|(transcriber|dialler|receptionist|patcher) breaks|^time/,
    mostPending: 1,
    mostAnnouncements: 0,
    mostStates: 600,
    keyOf: (view) => [lifeOf(view), [...view.world.broken]],
  },
  {
    title: 'clauses one behind the other, of which each is heard in its turn or cut with the others',
    start: connected,
    facts:
      /^client (says|goes on)|^clause-\d (is translated|has|begins|is heard|reaches)|^clientToAgent|^time|^agent (speech.(started|confirmed)|words other)/,
    mostPending: 2,
    mostAnnouncements: 1,
    mostStates: 1500,
    keyOf: (view) => [regionOf(view, 'client')?.voice, pendingOf(view, 'clientToAgent'), view.voices.agent],
  },
  ...parties.flatMap((speaker): Slice[] => {
    const listener = otherParty(speaker);
    const direction = directionFrom(speaker);
    const voiceOf = (view: CallView) => [
      regionOf(view, speaker)?.voice,
      pendingOf(view, direction),
      view.voices[listener],
    ];
    return [
      {
        title: `the ${speaker} is heard: their speech, its words and their clauses end in any order`,
        start: connected,
        facts: new RegExp(`^${speaker} (speech|says|utterance|recognition)|translated|^time`),
        mostPending: 1,
        mostAnnouncements: 1,
        mostStates: 1000,
        keyOf: (view) => {
          const region = regionOf(view, speaker);
          return [region?.hearing, region?.translation, view.voices[speaker], pendingOf(view, direction)];
        },
      },
      {
        title: `the ${speaker} is heard: what waits for their last words breaks`,
        start: connected,
        facts: new RegExp(`^${speaker} speech|gatherer breaks|^time`),
        mostPending: 1,
        mostAnnouncements: 1,
        mostStates: 200,
        keyOf: (view) => [regionOf(view, speaker)?.hearing, view.voices[speaker], [...view.world.broken]],
      },
      {
        title: `the ${listener} hears the ${speaker}: a rendition begins, is talked over, cut, taken up again`,
        start: connected,
        facts: new RegExp(
          `^${speaker} (says|goes on)|^clause|^${listener} (speech|words)|^${direction}|^time`,
        ),
        mostPending: 1,
        mostAnnouncements: 1,
        mostStates: 600,
        keyOf: voiceOf,
      },
      {
        title: `the ${listener} hears the ${speaker}: what holds renditions breaks`,
        start: [...connected, `${speaker} says`, 'clause-1 is translated', 'clause-1 has sound'],
        facts: new RegExp(
          `^clause-1 (begins|is heard)|^${listener} (speech|words other)|(usher|silencer|editor) breaks|^time`,
        ),
        mostPending: 1,
        mostAnnouncements: 1,
        mostStates: 600,
        keyOf: (view) => [voiceOf(view), [...view.world.broken]],
      },
    ];
  }),
];

const coverage = coverageOf(callMachine);

/** What no call reaches, and why it is there. */
const unreachable = [
  // Only the agent's telephones are dialled; one function makes both legs.
  'clientConnected -- leg.unreachable 1 --> call.live.client.awaited',
  'call.live.client.lost -- leg.unreachable 1 --> call.live.client.awaited',
];

describe.each(slices)('a call: $title', (slice) => {
  const openCall = callStages({ ...slice, inspect: coverage.inspect });
  let exploration: Exploration<CallStage> | undefined;

  test('whatever happens in whatever state, what must hold does hold', { timeout }, () => {
    const isTried = (fact: string) => slice.facts.test(fact);
    exploration = explore({ ...slice, open: openCall, isTried });
    expect(exploration.states.length).toBeGreaterThan(10);
    if (slice.sees !== undefined) {
      expect(exploration.states.map(({ key }) => key)).toContainEqual(expect.stringMatching(slice.sees));
    }
  });

  test(
    'from every state it comes to rest by itself when both fall silent, and ends when it is hung up',
    { timeout },
    () => {
      expect.hasAssertions();
      for (const state of exploration?.states ?? []) {
        alongPath(state.path, () => {
          const call = exploration?.open(state);
          if (call === undefined) return;
          fallSilent(call);
          expect(restOf(call.view)).toBe('at rest');
          hangUp(call);
          expect(call.view.actor.getSnapshot().status).toBe('done');
        });
      }
    },
  );
});

test('every state and every transition of a call was reached', () => {
  expect(coverage.unreached()).toEqual(unreachable);
});

/** The state of the conversation, without the directions. */
function conversationOf({ actor }: CallView) {
  const { value } = actor.getSnapshot();
  if (typeof value !== 'object') return value;
  const { conversation } = value.live;
  const isInterpreting = typeof conversation === 'object' && 'interpreting' in conversation;
  return isInterpreting ? 'interpreting' : conversation;
}

/** Whether more was said early than is kept. */
const isCrowded = ({ actor }: CallView) =>
  actor.getSnapshot().context.clauses.some(({ state, origin }) => state === 'failed' && origin === 'early') &&
  'crowdedOut';

/** The states of conversation and legs, without the directions. */
function lifeOf(view: CallView) {
  const { value, context } = view.actor.getSnapshot();
  if (typeof value !== 'object') return value;
  return [
    conversationOf(view),
    value.live.client,
    value.live.agent,
    context.attempt,
    context.clauses.length,
    context.languages.client,
  ];
}

function regionOf({ actor }: CallView, speaker: 'client' | 'agent') {
  const { value } = actor.getSnapshot();
  if (typeof value !== 'object' || !('live' in value)) return undefined;
  const { conversation } = value.live;
  return typeof conversation === 'object' && 'interpreting' in conversation
    ? conversation.interpreting[directionFrom(speaker)]
    : undefined;
}
