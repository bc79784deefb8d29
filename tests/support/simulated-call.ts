import { createActor, fromCallback, fromPromise, SimulatedClock, type EventObject } from 'xstate';
import type {
  AnnouncerInput,
  CallSidInput,
  DiallerInput,
  EditorInput,
  ReceptionistInput,
  SilencerCommand,
  ListenerInput,
  TranscriberInput,
} from '../../machines/call/call-actors.js';
import type { CallEvent, CallReport, Party } from '../../machines/call/call-events.js';
import { callMachine } from '../../machines/call/call-machine.js';
import type { CallInput } from '../../machines/call/call-context.js';
import type {
  PlayerCommand,
  PlayerInput,
  SynthesizerInput,
  TranslatorInput,
} from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import { clauseMachine } from '../../machines/clause/clause-machine.js';

export const callSid = 'CA00000000000000000000000000000001';

const defaults: CallInput = {
  callSid,
  agentNumbers: ['+34981000001', '+34981000002'],
  agentLanguage: 'es',
  presumedClientLanguage: 'fr',
  invitedLanguages: ['fr'],
  introduction: { known: 'Llamada en {language}.', unknown: 'Llamada en un idioma aún desconocido.' },
  bypassSameLanguage: false,
};

/**
 * A call under a simulated clock. Its actors do nothing but write down when they start and stop; what they would
 * tell is told by the test.
 */
export function simulatedCall(input: Partial<CallInput> = {}) {
  const clock = new SimulatedClock();
  const log: string[] = [];
  const reports: CallReport[] = [];
  const clauses = new Map<string, (event: ClauseEvent) => void>();
  const announcements: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const terminations: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const edits: EditorInput[] = [];
  let plan: (event: CallEvent) => void = () => {};

  const noted = <Input>(describe: (input: Input) => string) =>
    fromCallback<EventObject, Input>(({ input: given }) => {
      log.push(`${describe(given)} starts`);
      return () => log.push(`${describe(given)} stops`);
    });

  const clause = clauseMachine.provide({
    actors: {
      player: fromCallback<PlayerCommand, PlayerInput>(({ input: { clauseId }, sendBack, receive }) => {
        clauses.set(clauseId, sendBack);
        receive(() => log.push(`${clauseId} withdraws`));
        log.push(`${clauseId} takes its place`);
        return () => log.push(`${clauseId} gives its place up`);
      }),
      translator: noted<TranslatorInput>(
        ({ text, sourceLanguage, targetLanguage }) =>
          `translator ${sourceLanguage}-${targetLanguage} <${text}>`,
      ),
      synthesizer: noted<SynthesizerInput>(({ text, language }) => `synthesizer ${language} <${text}>`),
    },
  });

  const machine = callMachine.provide({
    actors: {
      clause,
      transcriber: noted<TranscriberInput>(({ party, language }) => `transcriber ${party} ${language}`),
      dialler: noted<DiallerInput>(({ number }) => `dialler ${number}`),
      receptionist: noted<ReceptionistInput>(({ languages }) => `receptionist ${languages.join()}`),
      editor: fromCallback<EventObject, EditorInput>(({ input: given, sendBack }) => {
        edits.push(given);
        plan = sendBack;
      }),
      silencer: fromCallback<SilencerCommand, ListenerInput>(({ input: { party }, receive }) => {
        log.push(`silencer ${party} holds`);
        receive(() => log.push(`silencer ${party} cuts`));
        return () => log.push(`silencer ${party} stops`);
      }),
      usher: noted<ListenerInput>(({ party }) => `usher ${party}`),
      gatherer: noted<ListenerInput>(({ party }) => `gatherer ${party}`),
      patcher: noted<CallSidInput>(() => 'patcher'),
      announcer: fromPromise<void, AnnouncerInput>(({ input: { party, phrase, language } }) => {
        log.push(`announcer ${party} ${phrase} ${language}`);
        return new Promise<void>((resolve, reject) => {
          announcements.push({ resolve, reject });
        });
      }),
      terminator: fromPromise<void, CallSidInput>(() => {
        log.push('terminator');
        return new Promise<void>((resolve, reject) => {
          terminations.push({ resolve, reject });
        });
      }),
    },
  });

  const actor = createActor(machine, { clock, input: { ...defaults, ...input } });
  actor.on('*', (report) => reports.push(report));
  actor.start();

  return {
    actor,
    clock,
    reports,
    announcements,
    terminations,
    /** What the editor was given. */
    edits,
    /** What the editor finds is to be said. */
    plan: (event: CallEvent) => plan(event),
    /** What the actors did since this was last asked. */
    takeLog: () => log.splice(0),
    tell: (...events: CallEvent[]) => {
      for (const event of events) actor.send(event);
    },
    /** What a clause's own actors tell it. */
    tellClause(id: string, ...events: ClauseEvent[]) {
      const send = clauses.get(id);
      if (send === undefined) throw new Error(`${id} was not spawned`);
      for (const event of events) send(event);
    },
    conversation() {
      const { value } = actor.getSnapshot();
      return typeof value === 'object' && 'live' in value ? value.live.conversation : value;
    },
    voice(direction: 'clientToAgent' | 'agentToClient') {
      const conversation = this.conversation();
      return typeof conversation === 'object' && 'interpreting' in conversation
        ? conversation.interpreting[direction].voice
        : undefined;
    },
    /** The agent answers, if they have not yet, and hears what call it is. */
    hearIntroduction() {
      if (!clauses.has('introduction-1')) this.tell({ type: 'leg.connected', party: 'agent' });
      if (!clauses.has('introduction-1')) return;
      this.tellClause(
        'introduction-1',
        { type: 'synthesis.started', timings: {} },
        { type: 'rendition.started', timings: {} },
        { type: 'rendition.heard', timings: {} },
      );
    },
    /** The call up to the moment when both parties are connected and the agent knows what call it is. */
    connect() {
      this.tell({ type: 'leg.connected', party: 'client' });
      this.hearIntroduction();
      log.length = 0;
      return this;
    },
    /** A clause said by a party, up to the moment when its rendition is being spoken. */
    speak(id: string, party: Party, text: string) {
      this.tell(
        { type: 'speech.started', party, at: 0 },
        {
          type: 'clause.committed',
          party,
          clause: { text, joinsPrevious: false, timings: { speechEnd: 1000, committed: 1350 } },
        },
      );
      this.tellClause(
        id,
        { type: 'translation.ended', translation: `${text}!`, timings: {} },
        { type: 'synthesis.started', timings: {} },
        { type: 'rendition.started', timings: { firstFrameSent: 1900 } },
      );
      return this;
    },
  };
}
