import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { listenOnLoopback } from '../../sandbox/loopback.js';
import type { Party } from '../../sandbox/scenario.js';
import { createRestApi, type DialRequest } from '../../sandbox/telephone/rest-api.js';
import { postSigned } from '../../sandbox/telephone/signed-requests.js';
import { parseTwiml } from '../../sandbox/telephone/twiml.js';
import type { StreamClient } from './stream-client.js';
import { createTelephone, type Telephone, type TelephoneAccount } from './telephone.js';

/** From the request until the called telephone rings, and until it is picked up, ms. */
const setUpMs = 100;

/** A client's call and the agent's that the service makes for it. */
export interface CarriedCall {
  /** Hears of each stream of either party. */
  onStream(party: Party, stream: StreamClient): void;
  onRendition(listener: Party, number: number, heardAt: number): void;
  /** A telephone of the call is on the hook. */
  onEnded(party: Party): void;
}

/** A client's telephone that was dialled from. */
export interface DialledCall {
  /** The client leg's call SID. */
  readonly sid: string;
  /** How long the service took to answer the call's webhook, ms. Rejects where it did not. */
  readonly webhookMs: Promise<number>;
  /** Hangs up; ends when the service was told. */
  hangUp(): Promise<void>;
  /** The client's telephone is gone: its stream breaks, and nothing is heard of it again. */
  vanish(): void;
}

/** The telephone network and its REST API. */
export interface TelephoneNetwork {
  /** Origin of the REST API. */
  readonly url: string;
  /** A client calls the service. */
  dial(call: CarriedCall): DialledCall;
  /** Ends all calls, and waits until the service was told. */
  hangUp(): Promise<void>;
  close(): Promise<void>;
}

export interface TelephoneNetworkSettings extends TelephoneAccount {
  /** WEBHOOK_BASE_URL of the service. */
  readonly webhookBaseUrl: string;
  readonly clientNumber: string;
  readonly serviceNumber: string;
}

export async function startTelephoneNetwork(settings: TelephoneNetworkSettings): Promise<TelephoneNetwork> {
  const { webhookBaseUrl, authToken, accountSid } = settings;
  const telephones = new Map<string, Telephone>();
  const calls = new Map<string, CarriedCall>();

  function telephone(
    party: Party,
    call: CarriedCall,
    addresses: Pick<Parameters<typeof createTelephone>[0], 'from' | 'to' | 'direction' | 'statusCallback'>,
  ): Telephone {
    const created = createTelephone({
      ...addresses,
      account: settings,
      onStream: (stream) => call.onStream(party, stream),
      onRendition: (number, heardAt) => call.onRendition(party, number, heardAt),
      onEnded() {
        telephones.delete(created.sid);
        calls.delete(created.sid);
        call.onEnded(party);
      },
    });
    telephones.set(created.sid, created);
    return created;
  }

  function dialAgent(request: DialRequest): Telephone {
    if (!('twiml' in request.document)) throw new Error('The service is to send its TwiML inline.');
    const { twiml } = request.document;
    // The service names the client's call in the path of every stream of the call.
    const connect = parseTwiml(twiml).find((verb) => verb.name === 'Connect');
    const call = calls.get(connect?.stream.url.split('/').at(-1) ?? '');
    if (call === undefined) throw new Error('The agent is called for no call that there is.');
    const { from, to, statusCallback } = request;
    const agent = telephone('agent', call, { from, to, direction: 'outbound-api', statusCallback });
    void ring(agent, request, twiml);
    return agent;
  }

  async function ring(agent: Telephone, { detectionCallback }: DialRequest, twiml: string) {
    for (const status of ['initiated', 'ringing'] as const) {
      agent.advance(status);
      await wait(setUpMs);
      if (agent.status !== status) return;
    }
    agent.answer(() => Promise.resolve(twiml));
    if (detectionCallback === undefined) return;
    await postSigned(authToken, detectionCallback, { ...agent.form(), AnsweredBy: 'human' }).catch(
      (error: unknown) => settings.onTrouble(String(error)),
    );
  }

  const server = createRestApi({
    accountSid,
    authToken,
    dial: dialAgent,
    find: (sid) => telephones.get(sid),
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`;

  return {
    url,
    dial(call) {
      const client = telephone('client', call, {
        from: settings.clientNumber,
        to: settings.serviceNumber,
        direction: 'inbound',
        statusCallback: { url: `${webhookBaseUrl}/voice/status`, events: ['completed'] },
      });
      calls.set(client.sid, call);
      const dialledAt = performance.now();
      const answer = postSigned(authToken, `${webhookBaseUrl}/voice/webhook`, client.form());
      client.answer(() => answer);
      const webhookMs = answer.then(() => performance.now() - dialledAt);
      // Whoever does not ask is told of it as a trouble.
      webhookMs.catch(() => undefined);
      return { sid: client.sid, webhookMs, hangUp: () => client.hangUp(), vanish: () => client.vanish() };
    },
    async hangUp() {
      await Promise.all([...telephones.values()].map((one) => one.hangUp()));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
