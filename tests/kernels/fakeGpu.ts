/**
 * As much of a device as the runtime asks of one, without a GPU: buffers are arrays, commands copy between them, and
 * work is done when it is submitted; but that it is done is told only when the browser looks.
 */

export interface FakeGpu {
  readonly device: GPUDevice;
  /** Submissions so far, and of these the empty ones. */
  readonly submissions: number;
  readonly emptySubmissions: number;
}

export interface FakeGpuOptions {
  /** The browser looks for finished work after so long, and when something is submitted. */
  readonly looksEveryMs?: number;
  /** What to say, and in which scope, of a buffer of this label, or (of `submit`) of all work. */
  readonly refuses?: (what: string) => 'out-of-memory' | 'validation' | null;
  /** Told of every module compiled; throws where the driver is to refuse the kernel. */
  readonly compiles?: (label: string, code: string) => void;
  /** Of the adapter. */
  readonly architecture?: string;
}

type Scope = { readonly filter: GPUErrorFilter; error: { readonly message: string } | null };
type Bytes = Uint8Array<ArrayBuffer>;

const globals = {
  GPUBufferUsage: { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128, QUERY_RESOLVE: 512 },
  GPUShaderStage: { COMPUTE: 4 },
  GPUMapMode: { READ: 1 },
};

/** Its bytes are made when first wanted: many buffers are only bound. */
class FakeBuffer {
  readonly label: string | undefined;
  readonly size: number;
  readonly mapAsync: () => Promise<undefined>;
  #bytes: Bytes | undefined;

  constructor(label: string | undefined, size: number, mapAsync: () => Promise<undefined>) {
    this.label = label;
    this.size = size;
    this.mapAsync = mapAsync;
  }

  get bytes(): Bytes {
    this.#bytes ??= new Uint8Array(this.size);
    return this.#bytes;
  }

  getMappedRange = () => this.bytes.buffer;
  destroy() {}
  unmap() {}
}

export function fakeGpu({
  looksEveryMs = 1,
  refuses = () => null,
  compiles = () => {},
  architecture = 'made-up',
}: FakeGpuOptions = {}): FakeGpu {
  Object.assign(globalThis, globals);
  const counts = { submissions: 0, emptySubmissions: 0 };
  const scopes: Scope[] = [];
  const listeners: ((event: { error: { message: string } }) => void)[] = [];
  const waiting: (() => void)[] = [];
  const look = () => {
    for (const tell of waiting.splice(0)) tell();
  };
  const untilSeen = () =>
    new Promise<undefined>((resolve) => {
      waiting.push(() => resolve(undefined));
      setTimeout(look, looksEveryMs);
    });
  const complain = (filter: GPUErrorFilter, message: string) => {
    const scope = scopes.findLast((open) => open.filter === filter);
    if (scope) scope.error ??= { message };
    else for (const listener of listeners) listener({ error: { message } });
  };
  const queue = {
    submit(commands: readonly (() => void)[]) {
      counts.submissions++;
      if (commands.length === 0) counts.emptySubmissions++;
      // What was submitted before is seen now; what is submitted now is seen later.
      look();
      const refused = commands.length > 0 ? refuses('submit') : null;
      if (refused) complain(refused, 'the command buffer is invalid');
      else for (const command of commands) command();
    },
    writeBuffer(buffer: { bytes: Bytes }, at: number, data: ArrayBuffer, from = 0, size = data.byteLength) {
      buffer.bytes.set(new Uint8Array(data, from, size), at);
    },
    onSubmittedWorkDone: untilSeen,
  };
  const device = {
    // Those that every device has.
    limits: {
      maxBufferSize: 2 ** 28,
      maxStorageBufferBindingSize: 2 ** 27,
      maxComputeWorkgroupStorageSize: 16_384,
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupSizeX: 256,
      maxStorageBuffersPerShaderStage: 8,
    },
    features: new Set<string>(),
    adapterInfo: { vendor: 'test', architecture },
    lost: new Promise(() => {}),
    destroy() {},
    queue,
    addEventListener: (_: string, listener: (typeof listeners)[number]) => listeners.push(listener),
    pushErrorScope: (filter: GPUErrorFilter) => scopes.push({ filter, error: null }),
    popErrorScope: async () => scopes.pop()!.error,
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createBindGroup: () => ({}),
    createShaderModule: ({ code }: GPUShaderModuleDescriptor) => ({
      code,
      getCompilationInfo: async () => ({ messages: [] }),
    }),
    async createComputePipelineAsync({ label = '', compute }: GPUComputePipelineDescriptor) {
      compiles(label, (compute.module as unknown as { code: string }).code);
      return { getBindGroupLayout: () => ({}) };
    },
    createBuffer({ label, size }: GPUBufferDescriptor) {
      const refused = refuses(label ?? '');
      if (refused) complain(refused, `buffer "${label}"`);
      return new FakeBuffer(label, size, untilSeen);
    },
    createCommandEncoder() {
      const commands: (() => void)[] = [];
      return {
        copyBufferToBuffer(
          from: { bytes: Bytes },
          at: number,
          to: { bytes: Bytes },
          place: number,
          size: number,
        ) {
          commands.push(() => to.bytes.set(from.bytes.subarray(at, at + size), place));
        },
        beginComputePass: () => ({
          setPipeline() {},
          setBindGroup() {},
          dispatchWorkgroups() {},
          end() {},
        }),
        finish: () => () => {
          for (const command of commands) command();
        },
      };
    },
  };
  return {
    device: device as unknown as GPUDevice,
    get submissions() {
      return counts.submissions;
    },
    get emptySubmissions() {
      return counts.emptySubmissions;
    },
  };
}
