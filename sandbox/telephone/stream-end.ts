import { WebSocket } from 'ws';

/** How long the service has to close its side, ms. */
const closeTimeoutMs = 5000;

/**
 * Ends a Media Stream as Twilio does: `stop`, then the socket closes. One that is not open, or does not close in time, is
 * cut off.
 */
export function endStream(socket: WebSocket, sendStop: () => void): void {
  if (socket.readyState !== WebSocket.OPEN) {
    socket.terminate();
    return;
  }
  sendStop();
  socket.close(1000);
  const deadline = setTimeout(() => socket.terminate(), closeTimeoutMs);
  socket.once('close', () => clearTimeout(deadline));
}
