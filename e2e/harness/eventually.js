// What comes by itself, by work that goes on beside the test.
const PATIENCE_MS = 15_000;
const PACE_MS = 50;

/** eventually asks until the answer is truthy, and returns it. */
export async function eventually(what, ask) {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((next) => { setTimeout(next, PACE_MS); });
  }
  throw new Error(`it never came to this: ${what}`);
}
