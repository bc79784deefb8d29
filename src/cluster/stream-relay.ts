import { once } from 'node:events';
import { connect } from 'node:net';
import type { StreamUpgrade } from '../telephony/media-stream-route.js';
import { BackplaneError } from './backplane.js';

/** How long the other instance may take to accept the connection, ms. */
const connectTimeoutMs = 1000;

/**
 * Lets the instance at an address (`host:port`) serve a stream: its request goes there as it came, and bytes pass both
 * ways until either side closes.
 *
 * @throws BackplaneError where the address cannot be reached; the stream's socket is untouched then.
 */
export async function relayStream(address: string, { socket, request }: StreamUpgrade): Promise<void> {
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const remote = connect({ host, port: Number(port), noDelay: true });
  try {
    await once(remote, 'connect', { signal: AbortSignal.timeout(connectTimeoutMs) });
  } catch (error) {
    remote.destroy();
    throw new BackplaneError(`The instance at ${address} cannot be reached`, { cause: error });
  }
  // Each end closes the other; why it closed is told by the instance that serves the stream.
  socket.on('error', () => remote.destroy());
  remote.on('error', () => socket.destroy());
  socket.on('close', () => remote.destroy());
  remote.on('close', () => socket.destroy());
  socket.setNoDelay(true);
  remote.write(request);
  socket.pipe(remote);
  remote.pipe(socket);
}
