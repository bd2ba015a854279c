// Files as bytes, made here so that a test knows what is in them: PNG label maps and NumPy arrays.
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

const COLOUR = { grey: [0, 1], rgb: [2, 3], indexed: [3, 1] };

/**
 * A PNG whose pixel at (row, column) is what `pixel` returns: a grey level, a palette index, or [r, g, b].
 * Its palette has every index that the bits allow.
 */
export function png({ kind = 'grey', bits = 8, width, height, pixel }) {
  const [type, samples] = COLOUR[kind];
  const line = Math.ceil((width * samples * bits) / 8);
  const data = Buffer.alloc(height * (1 + line));
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      [pixel(row, column)].flat().forEach((sample, i) => {
        const start = (column * samples + i) * bits;
        const at = row * (1 + line) + 1 + (start >> 3);
        if (bits === 16) data.writeUInt16BE(sample, at);
        else data[at] |= sample << (8 - bits - (start & 7));
      });
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, type], 8);
  const palette = Buffer.from(Array.from({ length: 3 << bits }, (_, i) => i & 255));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(kind === 'indexed' ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, body, crc32(body).reverse()]);
}

/** The checksum, least byte first. Node 20's first releases have no crc32, but gzip ends with one. */
const crc32 = (bytes) => gzipSync(bytes).subarray(-8, -4);

/** Arrays by their names as NumPy's archive, stored or deflated. */
export function npz(arrays, { deflated = true } = {}) {
  const [files, entries] = [[], []];
  let at = 0;
  for (const [name, bytes] of Object.entries(arrays)) {
    const file = Buffer.from(`${name}.npy`);
    const packed = deflated ? deflateRawSync(bytes) : bytes;
    const known = Buffer.alloc(26);
    known.writeUInt16LE(20, 0);
    known.writeUInt16LE(deflated ? 8 : 0, 4);
    known.set(crc32(bytes), 10);
    known.writeUInt32LE(packed.length, 14);
    known.writeUInt32LE(bytes.length, 18);
    known.writeUInt16LE(file.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    files.push(Buffer.concat([Buffer.from('PK\x03\x04'), known, file, packed]));
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), known, rest, file]));
    at += files.at(-1).length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, directory, Buffer.from('PK\x05\x06'), end]);
}

/** A NumPy array of the given shape: a Float64Array becomes float64, what has a `type` stays it, anything else float32. */
export function npy(shape, numbers, { type } = {}) {
  const typed = numbers instanceof Float64Array || (type && ArrayBuffer.isView(numbers));
  const array = typed ? numbers : Float32Array.from(numbers);
  const descr = type ?? (array instanceof Float64Array ? '<f8' : '<f4');
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${fields.padEnd(117)}\n`, 'latin1');
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
  return Buffer.concat([start, header, Buffer.from(array.buffer, array.byteOffset, array.byteLength)]);
}
