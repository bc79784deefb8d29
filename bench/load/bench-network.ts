import { createSid } from '../../sandbox/telephone/telephone-call.js';
import { startTelephoneNetwork, type TelephoneNetwork } from './telephone-network.js';

const authToken = 'the-bench-has-no-secrets';
const clientNumber = '+441632960144';
const serviceNumber = '+34981000000';
const agentNumber = '+34981000001';
/** Of troubles no more are kept. */
const mostTroubles = 20;

/** The telephone network of a benchmark. */
export interface BenchNetwork {
  readonly network: TelephoneNetwork;
  /** Settings of a service that is to use it. */
  readonly settings: Readonly<Record<string, string>>;
  /** What went wrong with telephones, each once. */
  readonly troubles: ReadonlySet<string>;
}

/** @param webhookBaseUrl http origin at which the service is called. */
export async function startBenchNetwork(webhookBaseUrl: string): Promise<BenchNetwork> {
  const accountSid = createSid('AC');
  const troubles = new Set<string>();
  const network = await startTelephoneNetwork({
    accountSid,
    authToken,
    webhookBaseUrl,
    clientNumber,
    serviceNumber,
    onTrouble(trouble) {
      if (troubles.size < mostTroubles) troubles.add(trouble);
    },
  });
  return {
    network,
    troubles,
    settings: {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: authToken,
      TWILIO_PHONE_NUMBER: serviceNumber,
      AGENT_NUMBERS: agentNumber,
      TWILIO_API_BASE_URL: network.url,
    },
  };
}
