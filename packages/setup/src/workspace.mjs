// Runs on Node 20 before anything is installed: plain JavaScript, Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The pnpm that the workspace was made with; fetched by npx, so none has to be installed. */
export const pnpmVersion = /** @type {{ packageManager: string }} */ (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
  .packageManager;

const oldestNode = 20;
const stampFile = join(root, 'node_modules', '.installed-lockfile');

const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };

/** npm waits 10 s, then 60 s before it tries again; where there is no network, that is a minute of silence. */
const patience = { npm_config_fetch_retry_mintimeout: '2000', npm_config_fetch_retry_maxtimeout: '10000' };

/** A message for the person at the keyboard; no stack is shown. */
export class SetupError extends Error {}

/**
 * Runs a command in the clone's folder and passes its output on.
 * @param {string} command
 * @param {string[]} args
 * @param {{ onOutput?: (text: string) => void, env?: NodeJS.ProcessEnv }} [options] `onOutput` also hands the output to the caller
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', options.onOutput ? 'pipe' : 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      process.stdout.write(text);
      options.onOutput?.(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs pnpm through npx with the workspace's Node 24 first on the path.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function pnpm(args, options) {
  const path = join(root, 'node_modules', '.bin') + delimiter + process.env.PATH;
  return run('npx', ['--yes', pnpmVersion, ...args], {
    ...options,
    env: { ...quiet, ...patience, ...options?.env, PATH: path },
  });
}

/**
 * @param {string} version of the Node that runs this
 * @throws {SetupError} when it is too old
 */
export function checkNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) >= oldestNode) return;
  throw new SetupError(
    `Textloom needs Node ${oldestNode} or newer; this is Node ${version}. Get one from your package manager or nodejs.org.`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} env whose path is looked through
 * @throws {SetupError} when there is no npx
 */
export function checkNpx(env = process.env) {
  if (spawnSync('npx', ['--version'], { env, shell: process.platform === 'win32' }).status === 0) return;
  throw new SetupError(
    'Textloom needs npm: "npx" was not found on the path. It comes with Node; on some systems it is a package of its own ("npm").',
  );
}

/** Installs the workspace unless what is installed already matches the lockfile; explains what is missing when it cannot. */
export async function install() {
  checkNode();
  checkNpx();
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;

  console.log('Installing the workspace from the npm registry (the first time takes about half a minute) ...');
  const code = await pnpm(['install', '--frozen-lockfile', '--reporter=append-only']);
  if (code !== 0) {
    const registry = spawnSync('npm', ['config', 'get', 'registry'], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    }).stdout?.trim();
    throw new SetupError(
      [
        `The packages could not be installed (pnpm ended with code ${code}; its own message is above).`,
        `  - Network: Textloom installs from the npm registry alone (${registry || 'npm config get registry'} here). Behind a proxy, set HTTPS_PROXY,`,
        '    or point npm at your own mirror: npm config set registry <address>.',
        '  - A lockfile that does not match: git checkout pnpm-lock.yaml.',
        '  - Disk: the workspace takes about 700 MB.',
        'Then run the same command again.',
      ].join('\n'),
    );
  }
  writeFileSync(stampFile, wanted);
}

/**
 * Runs turbo tasks and counts how many came from its cache.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number, cached: number, total: number }>}
 */
export async function turbo(args, env = {}) {
  let output = '';
  const code = await pnpm(['exec', 'turbo', 'run', ...args], {
    env,
    onOutput: (text) => {
      output += text;
    },
  });
  const counts = /Cached:\s+(\d+) cached, (\d+) total/.exec(stripColours(output));
  return { code, cached: Number(counts?.[1] ?? 0), total: Number(counts?.[2] ?? 0) };
}

/** @param {string} text */
function stripColours(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

/**
 * Runs a command's main function; a {@link SetupError} is told without a stack.
 * @param {() => Promise<number>} main
 */
export async function exitWith(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 2;
  }
}
