// Runs on Node 20 before anything is installed: plain JavaScript, Node's own modules only.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
/** An exact version that npx has fetched once need not be asked for again; without a network, npx would ask for a minute. */
const fromCache = { npm_config_prefer_offline: 'true' };

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
    env: { ...quiet, ...fromCache, ...options?.env, PATH: path },
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

/** @param {string[]} args */
const npm = (args) => spawnSync('npm', args, { encoding: 'utf8', shell: process.platform === 'win32' });

const registry = () => npm(['config', 'get', 'registry']).stdout?.trim() || 'see npm config get registry';

/**
 * Asks the registry for one small package, by way of npm, which knows about proxies: without a network, pnpm would try each of
 * hundreds of packages for minutes. The cache is a new one, since npm takes an old answer for want of a new one.
 */
function registryAnswers() {
  const cache = mkdtempSync(join(tmpdir(), 'textloom-registry-'));
  try {
    const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=2000', '--fetch-timeout=20000'];
    return npm(['view', 'citty', 'version', `--cache=${cache}`, ...patience]).status === 0;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
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
  const online = registryAnswers();
  if (!online) console.log(`The npm registry (${registry()}) does not answer; trying with what this machine has downloaded before ...`);
  const code = await pnpm(['install', '--frozen-lockfile', '--reporter=append-only', ...(online ? [] : ['--offline'])], {
    env: online ? {} : { npm_config_offline: 'true' },
  });
  if (code !== 0) {
    throw new SetupError(
      [
        `The packages could not be installed (pnpm ended with code ${code}; its own message is above).`,
        `  - Network: Textloom installs from the npm registry alone (${registry()} here). Behind a proxy, set HTTPS_PROXY,`,
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
