import { createInspector } from '@statelyai/inspect';
import { createActor, type InspectionEvent } from 'xstate';
import { describe, expect, test } from 'vitest';
import { clauseMachine } from '../../machines/clause/clause-machine.js';
import { switchboardMachine } from '../../machines/switchboard/switchboard-machine.js';
import { createInspection } from '../../src/observability/inspection.js';
import { showContext, showEvent } from '../../src/observability/shown-fields.js';
import { agentNumber, clientNumber, liveCalls } from '../support/live-calls.js';
import { simulatedCall } from '../support/simulated-call.js';

interface Message {
  readonly type: string;
  readonly name?: string;
  readonly sessionId: string;
  readonly parentId?: string;
  readonly definition?: string;
  readonly event?: Readonly<Record<string, unknown>>;
  readonly snapshot?: { readonly value?: unknown; readonly context?: unknown };
}

const parse = (text: string) => JSON.parse(text) as Message;

/** Somebody who watches, and what they were shown so far. */
function watcher(inspection: ReturnType<typeof createInspection>) {
  const texts: string[] = [];
  const unwatch = inspection.watch((message) => texts.push(message));
  return {
    texts,
    unwatch,
    get messages() {
      return texts.map(parse);
    },
  };
}

describe('inspection', () => {
  test('Scenario: somebody watches a call from its first moment, and sees all but what is said and who calls', async () => {
    const inspection = createInspection();
    const { connect } = liveCalls({ inspect: inspection.observe });
    const watching = watcher(inspection);
    const { interpret } = await connect();
    await interpret('Bonjour tout le monde.');
    await expect.poll(() => watching.messages.map(({ event }) => event?.['type'])).toContain('clause.heard');

    const actors = watching.messages.filter(({ type }) => type === '@xstate.actor');
    const names = actors.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['switchboard', 'CAclient', 'clause-1', 'player']));
    const clause = actors.find(({ name }) => name === 'clause-1');
    const call = actors.find(({ name }) => name === 'CAclient');
    const root = actors.find(({ name }) => name === 'switchboard');
    expect([clause?.parentId, call?.parentId]).toEqual([call?.sessionId, root?.sessionId]);

    const told = watching.messages.find(({ event }) => event?.['type'] === 'clause.committed');
    expect(told?.event).toMatchObject({
      party: 'client',
      clause: { timings: { committed: expect.any(Number) as number } },
    });
    const states = watching.messages
      .filter(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === clause?.sessionId)
      .map(({ snapshot }) => snapshot?.value);
    expect(states).toEqual(expect.arrayContaining(['translating', { rendering: 'speaking' }, 'heard']));

    const everything = watching.texts.join('\n');
    for (const secret of ['Bonjour', 'monde', clientNumber, agentNumber, 'es: ']) {
      expect(everything).not.toContain(secret);
    }
  });

  test('Scenario: somebody comes late, and is shown the actors that there are, parents first', async () => {
    const inspection = createInspection();
    const { connect } = liveCalls({ inspect: inspection.observe });
    await connect();
    const { messages } = watcher(inspection);
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(['@xstate.actor']));
    expect(messages.slice(0, 2).map(({ name }) => name)).toEqual(['switchboard', 'CAclient']);
    expect(messages[1]?.snapshot).toMatchObject({
      value: {
        live: { conversation: { interpreting: { clientToAgent: { voice: { silent: 'content' } } } } },
      },
      context: { callSid: 'CAclient', languages: { client: 'fr', agent: 'es' } },
    });
    const known = new Set<string | undefined>([undefined]);
    for (const { sessionId, parentId } of messages) {
      expect(known).toContain(parentId);
      known.add(sessionId);
    }
  });

  test('frames pass it by, and whoever has gone is shown nothing', async () => {
    const inspection = createInspection();
    const { connect } = liveCalls({ inspect: inspection.observe });
    const { client, interpret } = await connect();
    const watching = watcher(inspection);
    const before = watching.texts.length;
    for (let frame = 0; frame < 50; frame += 1) {
      client.inlet.send({ type: 'media', mulaw: new Uint8Array(160), timestampMs: frame * 20 });
    }
    expect(watching.texts.length).toBe(before);
    watching.unwatch();
    await interpret('Bonjour tout le monde.');
    expect(watching.texts.length).toBe(before);
  });

  test('its messages are those of the inspector of @statelyai/inspect, but for what is not to be seen', async () => {
    const theirs: Message[] = [];
    const inspector = createInspector(
      { send: (message) => theirs.push(JSON.parse(JSON.stringify(message)) as Message) },
      { serializationDepthLimit: 100 },
    );
    const inspection = createInspection();
    const ours = watcher(inspection);
    const inspect = (event: InspectionEvent) => {
      inspection.observe(event);
      inspector.inspect.next?.(event);
    };
    const switchboard = createActor(switchboardMachine, { inspect }).start();
    const callSid = 'CA1';
    switchboard.send({
      type: 'call.arrived',
      call: {
        callSid,
        agentNumbers: [agentNumber],
        agentLanguage: 'es',
        presumedClientLanguage: 'fr',
        invitedLanguages: ['fr'],
        introduction: { known: 'Llamada en {language}.', unknown: 'Llamada.' },
        bypassSameLanguage: false,
      },
    });
    switchboard.getSnapshot().children[callSid]?.send({ type: 'leg.ended', party: 'client' });
    switchboard.stop();
    await expect.poll(() => theirs.length).toBe(ours.messages.length);
    const essence = (messages: readonly Message[]) =>
      messages.map(({ snapshot, event, ...message }) => ({
        ...message,
        createdAt: undefined,
        definition:
          message.definition === undefined ? undefined : (JSON.parse(message.definition) as unknown),
        event: event?.['type'],
        // Theirs is taken some time after the actor has begun.
        value: message.type === '@xstate.snapshot' ? snapshot?.value : undefined,
      }));
    expect(essence(ours.messages)).toEqual(essence(theirs));
    expect(JSON.stringify(theirs)).toContain(agentNumber);
    expect(ours.texts.join()).not.toContain(agentNumber);
  });
});

describe('what is shown', () => {
  const timings = { committed: 12 };

  test.each([
    [
      { type: 'clause.committed', party: 'client', clause: { text: 'SAID', joinsPrevious: true, timings } },
      { type: 'clause.committed', party: 'client', clause: { joinsPrevious: true, timings } },
    ],
    [
      { type: 'clause.cut', id: 'clause-1', rendition: { translation: 'SAID', heardShare: 0.5 } },
      { type: 'clause.cut', id: 'clause-1', rendition: { heardShare: 0.5 } },
    ],
    [
      { type: 'translation.ended', translation: 'SAID', timings },
      { type: 'translation.ended', timings },
    ],
    [
      { type: 'continuation.planned', direction: 'clientToAgent', text: 'SAID' },
      { type: 'continuation.planned', direction: 'clientToAgent' },
    ],
    [
      { type: 'call.arrived', call: { callSid: 'CA1', agentNumbers: ['SAID'] } },
      { type: 'call.arrived', call: { callSid: 'CA1' } },
    ],
    [{ type: 'xstate.init', input: { text: 'SAID' } }, { type: 'xstate.init' }],
    [
      { type: 'xstate.error.actor.clause-1', actorId: 'clause-1', error: new Error('SAID') },
      { type: 'xstate.error.actor.clause-1', actorId: 'clause-1' },
    ],
    [{ type: 'of.tomorrow', words: 'SAID' }, { type: 'of.tomorrow' }],
    [
      { type: 'speech.started', party: { name: 'SAID' }, at: 5 },
      { type: 'speech.started', at: 5 },
    ],
  ])('of the event %j: %j', (event, shown) => {
    expect(JSON.parse(JSON.stringify(showEvent(event)))).toEqual(shown);
  });

  test('of a call that has been through much: not its words, and not its telephone numbers', () => {
    const call = simulatedCall();
    call.tell({ type: 'leg.connected', party: 'client' });
    call.tell({
      type: 'clause.committed',
      party: 'client',
      clause: { text: 'SAID EARLY', joinsPrevious: false, timings },
    });
    const waiting = call.actor.getSnapshot().context;
    call.hearIntroduction();
    call.speak('clause-2', 'client', 'SAID');
    const spoken = call.actor.getSnapshot().context;
    for (const context of [waiting, spoken]) {
      expect(JSON.stringify(context)).toContain('SAID');
      const shown = JSON.stringify(showContext('call', context));
      expect(shown).not.toMatch(/SAID|\+34/);
      expect(shown).toContain('"callSid"');
    }
    expect(showContext('call', spoken)).toMatchObject({ clauses: [{ id: 'clause-1' }, { id: 'clause-2' }] });
  });

  test('of a clause: not its text, its translation, or what was said before', () => {
    const clause = createActor(clauseMachine, {
      input: {
        id: 'clause-1',
        callSid: 'CA1',
        direction: 'clientToAgent',
        order: 1,
        text: 'SAID',
        translation: 'SAID AGAIN',
        sourceLanguage: 'fr',
        targetLanguage: 'es',
        context: ['SAID BEFORE'],
        timings,
      },
    });
    const shown = showContext('clause', clause.getSnapshot().context);
    expect(JSON.stringify(shown)).not.toContain('SAID');
    expect(shown).toMatchObject({ id: 'clause-1', sourceLanguage: 'fr', timings });
  });
});
