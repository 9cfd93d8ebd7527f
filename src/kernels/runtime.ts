/**
 * The buffers and kernels of one experiment on a GPU device, and read-back. Everything fused goes through
 * here, so bytes are counted in one place and a WGSL failure becomes one `KernelError`.
 */
import { DeviceError, errorMessage, KernelError, RefusedKernelError } from '../core/errors';
import { deviceTexts } from '../texts/device';
import { awaitGpu } from './awaitGpu';
import type { KernelSpec } from './defineKernel';
import { GpuMemory } from './memory';
import type { Phase } from './phases';

/** Bytes between two step records: the largest alignment a device may ask of a dynamic offset. */
export const STEP_STRIDE = 256;

/** Bytes of what a dispatch of a kernel with records is told. */
export const RECORD_BYTES = 256;

/** Bytes of a step record: its slot in the ring, its index, and whether it is the last of its chunk. */
const STEP_BYTES = 16;

/** Status of a lane on the GPU: a kernel touches only lanes that are `running`. */
export const LaneStatus = { idle: 0, running: 1, diverged: 2 } as const;

/** Values of a kernel's constants; a list becomes an array. */
export type Constants = Readonly<Record<string, number | readonly number[]>>;
type Uniforms<U extends string> = Readonly<Record<U, number>>;

/** A kernel with its buffers, ready to be dispatched. */
export interface BoundKernel<U extends string = string> {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly step: boolean;
  readonly label: string;
  readonly phase: Phase;
  /** Of a kernel with records: where this dispatch's begins, in bytes. */
  readonly record?: number;
  /** Rewrites uniform fields; takes effect for command buffers submitted afterwards. */
  setUniforms(values: Partial<Uniforms<U>>): void;
}

/** Encoder of the kernels of one training step. */
export interface StepPass {
  /** Place in the ring of step records. */
  readonly slot: number;
  /** The same compute pass with another step record. */
  at(slot: number): StepPass;
  dispatch(bound: BoundKernel<never> | BoundKernel, x: number, y?: number, z?: number): void;
}

/** Compiled kernels by device, label and constants: they outlive the experiment they were made for. */
const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** Whether the adapter computes on the CPU. */
const isSoftware = ({ adapterInfo }: GPUDevice): boolean =>
  adapterInfo?.isFallbackAdapter || /swiftshader|llvmpipe/.test(adapterInfo?.architecture ?? '');

export class GpuRuntime {
  readonly device: GPUDevice;
  /**
   * Whether kernels take the form for software adapters. At a barrier such an adapter goes through a workgroup's
   * SIMD vectors one by one, so small workgroups are faster there.
   */
  readonly software: boolean;
  readonly #pipelines: Map<string, Promise<GPUComputePipeline>>;
  readonly #memory: GpuMemory;
  readonly #stepLayout: GPUBindGroupLayout;

  /** `software` default: as the adapter is. */
  constructor(device: GPUDevice, software = isSoftware(device)) {
    this.device = device;
    this.software = software;
    this.#memory = new GpuMemory(device);
    this.#pipelines = compiled.get(device) ?? new Map();
    compiled.set(device, this.#pipelines);
    this.#stepLayout = device.createBindGroupLayout({
      label: 'step',
      entries: [
        {
          binding: 0,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: STEP_BYTES },
        },
      ],
    });
  }

  /** Bytes of all live buffers made here. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  /** A storage buffer that can be copied from and to: zeroed when given a size in bytes, else a copy of `data`. */
  buffer(label: string, content: number | ArrayBufferView<ArrayBuffer>, usage = 0): GPUBuffer {
    const size = Math.max(4, Math.ceil((typeof content === 'number' ? content : content.byteLength) / 4) * 4);
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (size > most) throw new DeviceError(deviceTexts.tooLarge(label, size, most));
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = this.#memory.make({ label, size, usage: STORAGE | COPY_SRC | COPY_DST | usage });
    if (typeof content !== 'number') this.write(buffer, content);
    return buffer;
  }

  write(buffer: GPUBuffer, data: ArrayBufferView<ArrayBuffer>, offset = 0): void {
    this.device.queue.writeBuffer(buffer, offset, data.buffer, data.byteOffset, data.byteLength);
  }

  free(...buffers: readonly (GPUBuffer | undefined)[]): void {
    this.#memory.free(...buffers);
  }

  /**
   * Waits until it is known that every buffer is there and every submission was taken; `DeviceError` where not. Due
   * when all is built; `fetch` and `read` end with it.
   */
  settled(): Promise<void> {
    return this.#memory.settled();
  }

  /** A buffer that is copied to and read from the CPU; the caller destroys it. */
  staging(label: string, size: number): GPUBuffer {
    return this.#memory.lend({ label, size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  }

  /** A buffer that timestamps are resolved into; the caller destroys it. */
  stamps(label: string, size: number): GPUBuffer {
    return this.#memory.lend({ label, size, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  }

  submit(encoder: GPUCommandEncoder): void {
    this.#memory.submit(encoder);
  }

  /** Submits and waits until all submitted work is done. */
  async finish(encoder: GPUCommandEncoder): Promise<void> {
    this.submit(encoder);
    await awaitGpu(this.device.queue, this.device.queue.onSubmittedWorkDone());
  }

  /** Submits commands that fill the first `size` bytes of a staging buffer, and copies these back. */
  async fetch(encoder: GPUCommandEncoder, staging: GPUBuffer, size = staging.size): Promise<ArrayBuffer> {
    this.submit(encoder);
    try {
      await awaitGpu(this.device.queue, staging.mapAsync(GPUMapMode.READ, 0, size));
    } catch (error) {
      // What was refused says more than that nothing could be read.
      await this.settled();
      throw error;
    }
    const bytes = staging.getMappedRange(0, size).slice(0);
    staging.unmap();
    await this.settled();
    return bytes;
  }

  /** Copies bytes back from the GPU. Waits for all work submitted before. */
  async read(buffer: GPUBuffer, offset = 0, size = buffer.size - offset): Promise<ArrayBuffer> {
    const staging = this.staging(`read ${buffer.label}`, size);
    try {
      const encoder = this.device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, offset, staging, 0, size);
      return await this.fetch(encoder, staging);
    } finally {
      staging.destroy();
    }
  }

  async readFloats(
    buffer: GPUBuffer,
    first = 0,
    count = buffer.size / 4 - first,
  ): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.read(buffer, first * 4, count * 4));
  }

  /** Compiles a kernel; equal specs and constants are compiled once. */
  async compile(spec: KernelSpec, constants: Constants = {}): Promise<GPUComputePipeline> {
    const key = `${spec.label} ${JSON.stringify(constants)}`;
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#compile(spec, constants);
      this.#pipelines.set(key, pipeline);
      pipeline.catch(() => this.#pipelines.delete(key));
    }
    return pipeline;
  }

  /** Compiles a kernel and binds its buffers. */
  async bind<S extends string, U extends string = never>(
    spec: KernelSpec<S, U>,
    buffers: Readonly<Record<S, GPUBuffer>>,
    uniforms = {} as Uniforms<U>,
    constants: Constants = {},
    records?: GPUBuffer,
  ): Promise<BoundKernel<U>> {
    const pipeline = await this.compile(spec, constants);
    const names = Object.keys(spec.storage) as S[];
    const entries: GPUBindGroupEntry[] = names.map((name, binding) => {
      if (!buffers[name])
        throw new KernelError(`kernel "${spec.label}" was bound without its buffer "${name}"`);
      return { binding, resource: { buffer: buffers[name] } };
    });
    let uniformBuffer: GPUBuffer | undefined;
    const words = new DataView(new ArrayBuffer(Math.max(16, Math.ceil(uniformNames(spec).length / 4) * 16)));
    const put = (values: Partial<Uniforms<U>>) => {
      uniformNames(spec).forEach((name, index) => {
        const value = values[name as U];
        if (value === undefined) return;
        const type = spec.uniforms![name as U];
        if (type === 'f32') words.setFloat32(index * 4, value, true);
        else if (type === 'i32') words.setInt32(index * 4, value, true);
        else words.setUint32(index * 4, value, true);
      });
      if (uniformBuffer) this.device.queue.writeBuffer(uniformBuffer, 0, words.buffer);
    };
    if (spec.uniforms) {
      uniformBuffer = this.#uniforms(`${spec.label} uniforms`, words.byteLength);
      put(uniforms);
      entries.push({ binding: names.length, resource: { buffer: uniformBuffer } });
    }
    if (spec.record) {
      entries.push({ binding: names.length, resource: { buffer: records!, size: RECORD_BYTES } });
    }
    const group = this.device.createBindGroup({
      label: spec.label,
      layout: pipeline.getBindGroupLayout(0),
      entries,
    });
    const { label, phase, step = false } = spec;
    return { pipeline, group, step, label, phase, setUniforms: put, ...(spec.record ? { record: 0 } : {}) };
  }

  /** A ring of step records and the bind group that reads them. */
  stepRing(slots: number): StepRing {
    const buffer = this.#uniforms('steps', slots * STEP_STRIDE);
    const group = this.device.createBindGroup({
      label: 'steps',
      layout: this.#stepLayout,
      entries: [{ binding: 0, resource: { buffer, size: STEP_BYTES } }],
    });
    const words = new Uint32Array((slots * STEP_STRIDE) / 4);
    return {
      slots,
      buffer,
      write: (firstStep, count, firstSlot = 0) => {
        for (let i = 0; i < count; i++) {
          const at = ((firstSlot + i) * STEP_STRIDE) / 4;
          words[at] = firstSlot + i;
          words[at + 1] = firstStep + i;
          words[at + 2] = Number(i === count - 1);
        }
        const bytes = STEP_STRIDE / 4;
        this.device.queue.writeBuffer(
          buffer,
          firstSlot * STEP_STRIDE,
          words,
          firstSlot * bytes,
          count * bytes,
        );
      },
      pass: (encoder, slot) => stepPass(encoder, group, slot),
    };
  }

  /** Records of dispatches, up to 64 words each, `RECORD_BYTES` apart; see `KernelSpec.record`. */
  records(records: readonly (readonly number[])[]): GPUBuffer {
    const words = new Uint32Array((Math.max(1, records.length) * RECORD_BYTES) / 4);
    records.forEach((record, index) => {
      words.set(record, (index * RECORD_BYTES) / 4);
    });
    const buffer = this.#uniforms('records', words.byteLength);
    this.write(buffer, words);
    return buffer;
  }

  /** Destroys every buffer. The device itself belongs to whoever made it. */
  dispose(): void {
    this.#memory.dispose();
  }

  #uniforms(label: string, size: number): GPUBuffer {
    return this.#memory.make({ label, size, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
  }

  async #compile(spec: KernelSpec, constants: Constants): Promise<GPUComputePipeline> {
    const missing = (spec.constants ?? []).filter((name) => constants[name] === undefined);
    if (missing.length > 0) {
      throw new KernelError(`kernel "${spec.label}" needs the constants ${missing.join(', ')}`);
    }
    const prelude = Object.entries(constants)
      .map(([name, value]) => constantSource(name, value))
      .join('\n');
    const code = prelude ? `${prelude}\n${spec.shader}` : spec.shader;
    const { device } = this;
    const module = device.createShaderModule({ label: spec.label, code });
    const info = await module.getCompilationInfo();
    const failure = info.messages.find((message) => message.type === 'error');
    if (failure) {
      const line = code.split('\n')[failure.lineNum - 1] ?? '';
      const place = `line ${failure.lineNum}, column ${failure.linePos}`;
      throw new RefusedKernelError(
        deviceTexts.refusedKernel(spec.label, `${place}: ${failure.message}\n${line}`),
      );
    }
    const layouts = [
      device.createBindGroupLayout({
        label: spec.label,
        entries: [
          ...Object.values(spec.storage).map(
            (access, binding): GPUBindGroupLayoutEntry => ({
              binding,
              visibility: GPUShaderStage.COMPUTE,
              buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
            }),
          ),
          ...(spec.uniforms
            ? [
                {
                  binding: Object.keys(spec.storage).length,
                  visibility: GPUShaderStage.COMPUTE,
                  buffer: { type: 'uniform' as const },
                },
              ]
            : []),
          ...(spec.record
            ? [
                {
                  binding: Object.keys(spec.storage).length,
                  visibility: GPUShaderStage.COMPUTE,
                  buffer: { type: 'uniform' as const, hasDynamicOffset: true, minBindingSize: RECORD_BYTES },
                },
              ]
            : []),
        ],
      }),
      ...(spec.step ? [this.#stepLayout] : []),
    ];
    try {
      return await device.createComputePipelineAsync({
        label: spec.label,
        layout: device.createPipelineLayout({ bindGroupLayouts: layouts }),
        compute: { module, entryPoint: 'main' },
      });
    } catch (error) {
      throw new RefusedKernelError(deviceTexts.refusedKernel(spec.label, errorMessage(error)));
    }
  }
}

function stepPass(encoder: GPUComputePassEncoder, group: GPUBindGroup, slot: number): StepPass {
  return {
    slot,
    at: (other) => stepPass(encoder, group, other),
    dispatch(bound, x, y = 1, z = 1) {
      encoder.setPipeline(bound.pipeline);
      encoder.setBindGroup(0, bound.group, bound.record === undefined ? [] : [bound.record]);
      if (bound.step) encoder.setBindGroup(1, group, [slot * STEP_STRIDE]);
      encoder.dispatchWorkgroups(x, y, z);
    },
  };
}

export interface StepRing {
  readonly slots: number;
  readonly buffer: GPUBuffer;
  /**
   * Fills `count` records from `firstSlot` (default 0) on with consecutive step indices (unsigned, 32 bits).
   * The last is marked: what is read back once per chunk is measured in that step only.
   */
  write(firstStep: number, count: number, firstSlot?: number): void;
  /** The encoder of one step's kernels within a compute pass. */
  pass(encoder: GPUComputePassEncoder, slot: number): StepPass;
}

/** Whole numbers become `u32`, others `f32`. */
function constantSource(name: string, value: number | readonly number[]): string {
  if (typeof value !== 'number')
    return `const ${name} = array<u32, ${value.length}>(${value.map((v) => `${v}u`).join(', ')});`;
  return Number.isInteger(value) ? `const ${name} : u32 = ${value}u;` : `const ${name} : f32 = ${value};`;
}

const uniformNames = (spec: KernelSpec): string[] => Object.keys(spec.uniforms ?? {});
