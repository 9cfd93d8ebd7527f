/**
 * Sine and cosine of TensorFlow.js's WebGL backend, in place of the driver's: GLSL leaves their error to the driver,
 * and 2e-4 was seen (a loss of the pathological task 9e-5 off at step 0). The method of `sinCos` in `math.wgsl`, where
 * it is explained, in GLSL; absolute error at most 1.2e-7, measured in tests/kernels/webglTrig.gpu.test.ts.
 */
import type * as TF from '@tensorflow/tfjs-core';

const SIN_COS = `
const uvec2 QUARTER_TURNS[15] = uvec2[15](
  uvec2(0x00145f30u, 0x6dc9c882u), uvec2(0x145f306du, 0xc9c882a5u), uvec2(0x5f306dc9u, 0xc882a53fu),
  uvec2(0x306dc9c8u, 0x82a53f84u), uvec2(0x6dc9c882u, 0xa53f84eau), uvec2(0xc9c882a5u, 0x3f84eafau),
  uvec2(0xc882a53fu, 0x84eafa3eu), uvec2(0x82a53f84u, 0xeafa3ea6u), uvec2(0xa53f84eau, 0xfa3ea69bu),
  uvec2(0x3f84eafau, 0x3ea69bb8u), uvec2(0x84eafa3eu, 0xa69bb81bu), uvec2(0xeafa3ea6u, 0x9bb81b6cu),
  uvec2(0xfa3ea69bu, 0xb81b6c52u), uvec2(0x3ea69bb8u, 0x1b6c52b3u), uvec2(0xa69bb81bu, 0x6c52b327u)
);

uint quarterTurns(uint magnitude) {
  uint i = ((magnitude >> 23u) - 141u) >> 3u;
  uint units = uint(int(uintBitsToFloat(magnitude) * uintBitsToFloat((136u - 8u * i) << 23u)));
  uvec2 factor = QUARTER_TURNS[i];
  uint a = units >> 16u;
  uint b = units & 0xffffu;
  uint c = factor.y >> 16u;
  uint d = factor.y & 0xffffu;
  return units * factor.x + a * c + ((a * d) >> 16u) + ((b * c) >> 16u);
}

vec2 sinCos(float x) {
  uint magnitude = floatBitsToUint(x) & 0x7fffffffu;
  if (magnitude >= 0x7f800000u) return vec2(uintBitsToFloat(magnitude | 0x7fc00000u));
  int quadrant;
  float r = x;
  if (magnitude >= 0x46800000u) {
    uint far = quarterTurns(magnitude);
    int side = x < 0.0 ? -1 : 1;
    quadrant = side * int((far + 0x20000000u) >> 30u);
    r = float(int(far << 2u)) * float(side) * 3.6572952e-10;
  } else {
    bool wide = abs(x) >= 128.0;
    float turns = floor(x * 0.636619772 + 0.5);
    quadrant = int(turns);
    if (quadrant != 0) {
      int units = int(x * (wide ? 131072.0 : 16777216.0)) - quadrant * (wide ? 205887 : 26353589);
      float rest = turns * (wide ? 3.17493943e-6 : 1.58932548e-8);
      r = float(units) * (wide ? 7.62939453125e-6 : 5.9604644775390625e-8) - rest;
    }
  }
  float z = r * r;
  float s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  float c = 1.0 - z * (0.5 - z * (4.166664568298827e-2 - z * (1.388731625493765e-3 - z * 2.443315711809948e-5)));
  bool odd = (quadrant & 1) != 0;
  float sine = odd ? c : s;
  float cosine = odd ? s : c;
  return vec2((quadrant & 2) != 0 ? -sine : sine, ((quadrant + 1) & 2) != 0 ? -cosine : cosine);
}
`;

/** What the WebGL backend offers its kernels, as far as used here. */
interface WebglBackend extends TF.KernelBackend {
  runWebGLProgram(
    program: { variableNames: string[]; outputShape: number[]; userCode: string },
    inputs: TF.TensorInfo[],
    dtype: TF.DataType,
  ): TF.TensorInfo;
}

/** Puts the two kernels in the place of the backend's own. */
export function replaceWebglTrig(tf: typeof TF): void {
  for (const [kernelName, component] of [
    [tf.Sin, 'x'],
    [tf.Cos, 'y'],
  ]) {
    if (tf.getKernel(kernelName, 'webgl')) tf.unregisterKernel(kernelName, 'webgl');
    tf.registerKernel({
      kernelName,
      backendName: 'webgl',
      kernelFunc: ({ inputs, backend }) => {
        const x = inputs.x as TF.TensorInfo;
        const userCode = `${SIN_COS}\nvoid main() { setOutput(sinCos(getXAtOutCoords()).${component}); }`;
        const program = { variableNames: ['X'], outputShape: x.shape, userCode };
        return (backend as WebglBackend).runWebGLProgram(program, [x], 'float32');
      },
    });
  }
}
