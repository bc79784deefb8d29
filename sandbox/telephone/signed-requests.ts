import twilio from 'twilio';

/** How long the service has to answer a webhook, ms: Twilio's own limit. */
const webhookTimeoutMs = 15_000;

/** What Twilio sends in the form of a webhook; values that are undefined are left out. */
export type WebhookForm = Readonly<Record<string, string | undefined>>;

/** The `X-Twilio-Signature` of a request without a form: a WebSocket's upgrade. */
export function signatureOf(authToken: string, url: string): string {
  return twilio.getExpectedTwilioSignature(authToken, url, {});
}

/**
 * Posts a signed form as Twilio does, and reads the whole answer.
 *
 * @throws WebhookError when the service does not answer, or not with 2xx.
 */
export async function postSigned(authToken: string, url: string, form: WebhookForm): Promise<string> {
  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(form)) if (value !== undefined) sent[name] = value;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, sent) },
      body: new URLSearchParams(sent),
      signal: AbortSignal.timeout(webhookTimeoutMs),
    });
    const body = await response.text();
    if (!response.ok) throw new WebhookError(`${url} answered ${response.status}`);
    return body;
  } catch (error) {
    if (error instanceof WebhookError) throw error;
    throw new WebhookError(`${url} did not answer`, { cause: error });
  }
}

/** A webhook that the service did not take. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
}
