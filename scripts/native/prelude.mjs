// The vector operations of WASM, and their continuation to wider registers, in the vector extension of gcc and clang: each lane gets
// the bits that WASM's lane gets (NaN payloads aside). Intrinsics stand only where compilers make poor code of the extension.

const scalars = `#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#define INLINE static inline __attribute__((always_inline))
#if defined(_WIN32)
#define ENTRY extern "C" __declspec(dllexport)
#else
#define ENTRY extern "C" __attribute__((visibility("default")))
#endif
namespace kernels {
typedef size_t usize; typedef int32_t i32; typedef uint32_t u32; typedef int64_t i64; typedef uint64_t u64; typedef uint8_t u8;
typedef float f32; typedef double f64;
template <typename T> INLINE T load(const char *B, usize p, usize o = 0) { T v; memcpy(&v, B + p + o, sizeof v); return v; }
template <typename T, typename X> INLINE void store(char *B, usize p, X x, usize o = 0) { T v = (T)x; memcpy(B + p + o, &v, sizeof v); }
template <typename T, typename X> INLINE T reinterpret(X x) { static_assert(sizeof(T) == sizeof(X), "size"); T v; memcpy(&v, &x, sizeof v); return v; }
INLINE void memory_fill(char *B, usize p, int v, usize n) { memset(B + p, v, n); }
INLINE f64 abs(f64 x) { return __builtin_fabs(x); }
INLINE f64 sqrt(f64 x) { return __builtin_sqrt(x); }
template <typename T> INLINE T floor(T x) { return __builtin_floor(x); }
template <typename S, typename T> INLINE auto max(S a, T b) -> decltype(a + b) { return a > b ? a : b; }
template <typename S, typename T> INLINE auto min(S a, T b) -> decltype(a + b) { return a < b ? a : b; }
`;

/** Vectors of `width` bytes. A register is a vector of float; the operations on other lanes see its bits. */
function vectors(width) {
  const V = `v${8 * width}`;
  const [F, D, I, J] = [`f32x${width / 4}`, `f64x${width / 8}`, `i32x${width / 4}`, `i64x${width / 8}`];
  const unary = (name, type, body) => `INLINE ${V} ${type}_${name}(${V} x) { ${body} }`;
  const lanewise = (name, type, n, f) =>
    unary(name, type, `${type} a = (${type})x, r; for (int i = 0; i < ${n}; i++) r[i] = ${f}(a[i]); return (${V})r;`);
  const binary = (type, name, operator) =>
    `INLINE ${V} ${type}_${name}(${V} a, ${V} b) { return (${V})((${type})a ${operator} (${type})b); }`;
  const each = (list, types) =>
    types.flatMap((type) => Object.entries(list).map(([name, operator]) => binary(type, name, operator))).join('\n');
  const x86 = { 16: '_mm', 32: '_mm256', 64: '_mm512' }[width];
  const macro = { 16: '__SSE4_1__', 32: '__AVX__', 64: '__AVX512F__' }[width];
  const [ps, pd] = [`__m${8 * width}`, `__m${8 * width}d`];
  const round = (kind, type, mode) =>
    width === 64 ? `_mm512_roundscale_${kind}((${type})x, ${mode})` : `${x86}_round_${kind}((${type})x, ${mode})`;
  return `
typedef f32 ${F} __attribute__((vector_size(${width}))); typedef f64 ${D} __attribute__((vector_size(${width})));
typedef i32 ${I} __attribute__((vector_size(${width}))); typedef i64 ${J} __attribute__((vector_size(${width})));
typedef i32 ${I}_half __attribute__((vector_size(${width / 2}))); typedef f32 ${F}_half __attribute__((vector_size(${width / 2})));
typedef ${F} ${V};
typedef f32 ${V}_memory __attribute__((vector_size(${width}), aligned(1), may_alias));
INLINE ${V} ${V}_load(const char *B, usize p, usize o = 0) { return *(const ${V}_memory *)(B + p + o); }
INLINE void ${V}_store(char *B, usize p, ${V} v, usize o = 0) { *(${V}_memory *)(B + p + o) = v; }
#if defined(${macro})
INLINE ${V} ${F}_splat(f64 x) { return (${V})${x86}_set1_ps((f32)x); }
INLINE ${V} ${D}_splat(f64 x) { return (${V})${x86}_set1_pd(x); }
INLINE ${V} ${F}_nearest(${V} x) { return (${V})${round('ps', ps, 8)}; }
INLINE ${V} ${D}_floor(${V} x) { return (${V})${round('pd', pd, 9)}; }
INLINE ${V} ${F}_sqrt(${V} x) { return (${V})${x86}_sqrt_ps((${ps})x); }
INLINE ${V} ${D}_sqrt(${V} x) { return (${V})${x86}_sqrt_pd((${pd})x); }
#else
INLINE ${V} ${F}_splat(f64 x) { ${F} r; for (int i = 0; i < ${width / 4}; i++) r[i] = (f32)x; return (${V})r; }
INLINE ${V} ${D}_splat(f64 x) { ${D} r; for (int i = 0; i < ${width / 8}; i++) r[i] = x; return (${V})r; }
${lanewise('nearest', F, width / 4, '__builtin_rintf')}
${lanewise('floor', D, width / 8, '__builtin_floor')}
${lanewise('sqrt', F, width / 4, '__builtin_sqrtf')}
${lanewise('sqrt', D, width / 8, '__builtin_sqrt')}
#endif
INLINE ${V} ${V}_load32_splat(const char *B, usize p, usize o = 0) { return ${F}_splat(load<f32>(B, p, o)); }
INLINE ${V} ${V}_load64_splat(const char *B, usize p, usize o = 0) { return ${D}_splat(load<f64>(B, p, o)); }
INLINE ${V} ${I}_splat(i32 x) { ${I} r; for (int i = 0; i < ${width / 4}; i++) r[i] = x; return (${V})r; }
INLINE ${V} ${J}_splat(i64 x) { ${J} r; for (int i = 0; i < ${width / 8}; i++) r[i] = x; return (${V})r; }
${each({ add: '+', sub: '-', mul: '*', div: '/', lt: '<', gt: '>', le: '<=', ge: '>=', eq: '==', ne: '!=' }, [F, D])}
${each({ add: '+', sub: '-' }, [I, J])}
INLINE ${V} ${I}_shl(${V} x, i32 s) { return (${V})((${I})x << s); }
INLINE ${V} ${J}_shl(${V} x, i32 s) { return (${V})((${J})x << s); }
INLINE ${V} ${V}_and(${V} a, ${V} b) { return (${V})((${I})a & (${I})b); }
INLINE ${V} ${V}_or(${V} a, ${V} b) { return (${V})((${I})a | (${I})b); }
INLINE ${V} ${V}_andnot(${V} a, ${V} b) { return (${V})((${I})a & ~(${I})b); }
INLINE ${V} ${V}_bitselect(${V} a, ${V} b, ${V} m) { return (${V})(((${I})a & (${I})m) | ((${I})b & ~(${I})m)); }
INLINE bool ${V}_any_true(${V} x) { ${J} a = (${J})x; i64 s = 0; for (int i = 0; i < ${width / 8}; i++) s |= a[i]; return s != 0; }
INLINE ${V} ${F}_neg(${V} x) { return (${V})((${I})x ^ (i32)0x80000000); }
INLINE ${V} ${D}_neg(${V} x) { return (${V})((${J})x ^ (i64)0x8000000000000000LL); }
INLINE ${V} ${F}_abs(${V} x) { return (${V})((${I})x & 0x7fffffff); }
INLINE ${V} ${D}_abs(${V} x) { return (${V})((${J})x & 0x7fffffffffffffffLL); }
INLINE ${V} ${F}_pmax(${V} a, ${V} b) { return ${V}_bitselect(b, a, ${F}_lt(a, b)); }
INLINE ${V} ${D}_pmax(${V} a, ${V} b) { return ${V}_bitselect(b, a, ${D}_lt(a, b)); }
/* NaN where either is; of two zeros the positive one is not told apart */
INLINE ${V} ${F}_max(${V} a, ${V} b) { return ${V}_bitselect(b, ${F}_pmax(a, b), ${F}_ne(b, b)); }
INLINE ${V} ${D}_max(${V} a, ${V} b) { return ${V}_bitselect(b, ${D}_pmax(a, b), ${D}_ne(b, b)); }
INLINE f32 ${F}_extract_lane(${V} x, int i) { return x[i]; }
INLINE f64 ${D}_extract_lane(${V} x, int i) { return ((${D})x)[i]; }
INLINE i32 ${I}_extract_lane(${V} x, int i) { return ((${I})x)[i]; }
INLINE i64 ${J}_extract_lane(${V} x, int i) { return ((${J})x)[i]; }
/* of numbers in the range of i32, and NaN to 0 */
INLINE ${V} ${I}_trunc_sat_${F}_s(${V} x) { ${V} y = ${V}_and(x, ${F}_eq(x, x)); return (${V})__builtin_convertvector((${F})y, ${I}); }
INLINE ${V} ${J}_trunc_${D}(${V} x) { ${V} y = ${V}_and(x, ${D}_eq(x, x)); return (${V})__builtin_convertvector(__builtin_convertvector((${D})y, ${I}_half), ${J}); }
INLINE ${V} ${D}_promote_low_${F}(${V} x) { ${F}_half h; memcpy(&h, &x, sizeof h); return (${V})__builtin_convertvector(h, ${D}); }
INLINE ${V} ${D}_promote_high_${F}(${V} x) { ${F}_half h; memcpy(&h, (const char *)&x + sizeof h, sizeof h); return (${V})__builtin_convertvector(h, ${D}); }
`;
}

/**
 * Appends an entry (offset, number) of a list for each lane that is not 0, offsets `step` apart, and returns the list's end. Up to a vector's
 * worth of entries behind the end is written over.
 */
const lists = (width) => `
INLINE usize f32x${width / 4}_list(char *B, usize e, v${8 * width} x, i32 offset, i32 step) {
#if defined(__AVX512F__)
  if constexpr (${width} == 64) {
    const __m512i places = _mm512_add_epi32(_mm512_set1_epi32(offset), _mm512_mullo_epi32(_mm512_set1_epi32(step), _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
    __m512 numbers; memcpy(&numbers, &x, ${width} < 64 ? ${width} : 64);
    const __mmask16 some = _mm512_cmp_ps_mask(numbers, _mm512_setzero_ps(), _CMP_NEQ_UQ);
    const __m512i p = _mm512_maskz_compress_epi32(some, places), n = _mm512_maskz_compress_epi32(some, _mm512_castps_si512(numbers));
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23), high = _mm512_add_epi32(low, _mm512_set1_epi32(8));
    _mm512_storeu_si512(B + e, _mm512_permutex2var_epi32(p, low, n));
    _mm512_storeu_si512(B + e + 64, _mm512_permutex2var_epi32(p, high, n));
    return e + 8 * __builtin_popcount(some);
  }
#endif
  for (int i = 0; i < ${width / 4}; i++, offset += step) { store<i32>(B, e, offset); store<f32>(B, e, x[i], 4); e += (usize)(x[i] != 0) * 8; }
  return e;
}
INLINE usize f64x${width / 8}_list(char *B, usize e, v${8 * width} y, i32 offset, i32 step) {
  f64x${width / 8} x = (f64x${width / 8})y;
  for (int i = 0; i < ${width / 8}; i++, offset += step) { store<i32>(B, e, offset); store<f64>(B, e, x[i], 8); e += (usize)(x[i] != 0) * 16; }
  return e;
}
`;

/** Lanes chosen from two vectors of 16 bytes. */
const shuffles = `
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define SHUFFLE(type, a, b, ...) ((v128)__builtin_shufflevector((type)(a), (type)(b), __VA_ARGS__))
#endif
#endif
#if !defined(SHUFFLE)
#define SHUFFLE(type, a, b, ...) ((v128)__builtin_shuffle((type)(a), (type)(b), (type){__VA_ARGS__}))
#endif
#define v128_shuffle_i32(a, b, ...) SHUFFLE(i32x4, a, b, __VA_ARGS__)
#define v128_shuffle_i64(a, b, ...) SHUFFLE(i64x2, a, b, __VA_ARGS__)
INLINE v128 i32x4_trunc_sat_f64x2_s_zero(v128 x) { v128 y = v128_and(x, f64x2_eq(x, x)); i32x4 r = {(i32)((f64x2)y)[0], (i32)((f64x2)y)[1], 0, 0}; return (v128)r; }
INLINE v128 i64x2_extend_low_i32x4_s(v128 x) { i64x2 r = {((i32x4)x)[0], ((i32x4)x)[1]}; return (v128)r; }
`;

/** Namespace `kernels`, open to what follows. @param widths bytes of the registers that the text uses */
export function prelude(widths) {
  return `${scalars}${widths.map((width) => vectors(width) + lists(width)).join('')}${shuffles}}\n`;
}
