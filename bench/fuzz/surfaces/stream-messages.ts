import {
  createStreamMessageWriter,
  parseStreamMessage,
  type StreamMessage,
} from '../../../src/telephony/stream-messages.js';
import { mutatedMessages } from '../mutation.js';
import { attempt, type Attempt, type Surface } from '../surface.js';
import { streamMessages } from './twilio-corpus.js';

type Seen = Attempt<StreamMessage | undefined>;

const longestSid = 64;

/** What a message's bytes are read as: every telephone's frame goes through it. */
export const streamMessagesSurface: Surface<string, Seen> = {
  name: 'stream-messages',
  title: "Media Streams' messages, read",
  inputs: mutatedMessages([...streamMessages('CA1', 'MZ1', 'a-token'), { event: 'connected' }]),
  properties: [
    { name: 'reading throws nothing', holds: ({ error }) => error === undefined },
    {
      name: 'a frame has bytes, no more than its text, and a moment',
      holds: ({ value }, text) =>
        value?.event !== 'media' ||
        (value.mulaw.length > 0 &&
          value.mulaw.length <= text.length &&
          Number.isFinite(value.timestampMs) &&
          value.timestampMs >= 0),
    },
    {
      name: 'identifiers are short words',
      holds: ({ value }) =>
        value === undefined ||
        value.event === 'ignored' ||
        [value.streamSid, ...(value.event === 'start' ? [value.callSid] : [])].every(
          (sid) => sid.length <= longestSid && /^\w+$/.test(sid),
        ),
    },
    {
      name: 'a frame that is read is written as it is read',
      holds: ({ value }) => {
        if (value?.event !== 'media') return true;
        const written: unknown = JSON.parse(createStreamMessageWriter(value.streamSid).media(value.mulaw));
        const again = parseStreamMessage(JSON.stringify(withTimestamp(written)));
        return again?.event === 'media' && Buffer.compare(again.mulaw, value.mulaw) === 0;
      },
    },
  ],
  open: () => ({ meet: (text) => attempt(() => parseStreamMessage(text)), close: () => undefined }),
};

/** What the service sends has no timestamp, and what it gets has one. */
function withTimestamp(message: unknown): unknown {
  const { media, ...rest } = message as { media: object };
  return { ...rest, media: { ...media, timestamp: '0' } };
}
