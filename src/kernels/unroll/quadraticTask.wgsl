// quadraticTask.wgsl: 0.5 (x - c)' H (x - c) with a full H and noise on the gradient; see unroll.wgsl.
// Reference: metatrain/families/quadratic.ts. A task's record: scales, noise, c [SIZE], H [SIZE, SIZE].

var<workgroup> distance : array<f32, SIZE>;
var<workgroup> product : array<f32, SIZE>;

fn lossAndGrads(t : u32) {
  let centre = dataBase + TENSORS + 1u;
  let noise = data[centre - 1u];
  for (var i = t; i < SIZE; i += THREADS) { distance[i] = weights[i] - data[centre + i]; }
  workgroupBarrier();
  for (var i = t; i < SIZE; i += THREADS) {
    // H is symmetric: down a column, neighbouring threads read neighbouring floats.
    var at = centre + SIZE + i;
    var sum = 0.0;
    for (var j = 0u; j < SIZE; j++) {
      sum += data[at] * distance[j];
      at += SIZE;
    }
    product[i] = sum * distance[i];
    gradParts[i] = sum + noise * normalAt(laneKey, i);
  }
  workgroupBarrier();
  if (t < 4u) {
    var sum = 0.0;
    for (var i = t; i < SIZE; i += 4u) { sum += product[i]; }
    lossParts[t] = 0.5 * sum;
  }
  workgroupBarrier();
}
