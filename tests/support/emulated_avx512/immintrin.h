/* AVX-512 for processors without it: found before the compiler's own header, this one puts plain C in the place
 * of the 512-bit intrinsics that the kernels use. So their arithmetic is tested everywhere, though not their speed. */
#ifndef EMULATED_IMMINTRIN_H
#define EMULATED_IMMINTRIN_H

#include_next <immintrin.h>
#include <stdint.h>
#include <string.h>

#define __builtin_cpu_supports(name) 1
#define target(name) unused /* __attribute__((target("avx512f"))) would let the compiler use what is not there */

typedef union {
    uint8_t octets[64];
    uint16_t words[32];
    uint64_t quads[8];
} emulated;

/* OUT is an expression of a and b, the arguments' elements. */
#define EACH(NAME, ELEMENTS, COUNT, OUT)                                                                   \
    static inline __m512i NAME(__m512i left, __m512i right) {                                              \
        emulated x, y, out;                                                                                \
        memcpy(&x, &left, sizeof x);                                                                       \
        memcpy(&y, &right, sizeof y);                                                                      \
        for (int i = 0; i < COUNT; i++) {                                                                  \
            const uint64_t a = x.ELEMENTS[i], b = y.ELEMENTS[i];                                           \
            (void)b;                                                                                       \
            out.ELEMENTS[i] = (OUT);                                                                       \
        }                                                                                                  \
        memcpy(&left, &out, sizeof out);                                                                   \
        return left;                                                                                       \
    }

EACH(emulated_and, quads, 8, a &b)
EACH(emulated_xor, quads, 8, a ^ b)
EACH(emulated_add_quads, quads, 8, a + b)
EACH(emulated_popcnt, quads, 8, (uint64_t)__builtin_popcountll(a))
EACH(emulated_shift_quads, quads, 8, a << b)
EACH(emulated_shift_words, words, 32, (uint16_t)(a >> b))
EACH(emulated_adds, octets, 64, (uint8_t)(a + b > 255 ? 255 : a + b))
EACH(emulated_subs, octets, 64, (uint8_t)(a > b ? a - b : 0))
EACH(emulated_max, octets, 64, (uint8_t)(a > b ? a : b))
EACH(emulated_add_words, words, 32, (uint16_t)(a + b))
EACH(emulated_unpack_low, octets, 64, i & 1 ? y.octets[(i & ~15) + i % 16 / 2] : x.octets[(i & ~15) + i % 16 / 2])
EACH(emulated_unpack_high, octets, 64,
     i & 1 ? y.octets[(i & ~15) + 8 + i % 16 / 2] : x.octets[(i & ~15) + 8 + i % 16 / 2])
EACH(emulated_shuffle, octets, 64, (uint8_t)(b & 128 ? 0 : x.octets[(i & ~15) + (int)(b & 15)]))

static inline __m512i emulated_load(const void *from) {
    __m512i value;
    memcpy(&value, from, sizeof value);
    return value;
}

/* `octets` octets over and over. */
static inline __m512i emulated_repeated(const void *from, int octets) {
    emulated value;
    for (int i = 0; i < 64; i += octets) memcpy(value.octets + i, from, (size_t)octets);
    return emulated_load(&value);
}

static inline __m512i emulated_spread(char octet) { return emulated_repeated(&octet, 1); }
static inline __m512i emulated_spread_words(int16_t word) { return emulated_repeated(&word, 2); }
static inline __m512i emulated_spread_quads(int64_t quad) { return emulated_repeated(&quad, 8); }
static inline __m512i emulated_broadcast_128(__m128i value) { return emulated_repeated(&value, 16); }
static inline __m512i emulated_broadcast_256(__m256i value) { return emulated_repeated(&value, 32); }
static inline void emulated_store(void *to, __m512i value) { memcpy(to, &value, sizeof value); }

static inline int64_t emulated_sum(__m512i value) {
    uint64_t quads[8], sum = 0;
    memcpy(quads, &value, sizeof quads);
    for (int i = 0; i < 8; i++) sum += quads[i];
    return (int64_t)sum;
}

static inline uint32_t emulated_greater(__m512i left, __m512i right) {
    int16_t x[32], y[32];
    uint32_t mask = 0;
    memcpy(x, &left, sizeof x);
    memcpy(y, &right, sizeof y);
    for (int i = 0; i < 32; i++) mask |= (uint32_t)(x[i] > y[i]) << i;
    return mask;
}

#undef _mm512_cmpgt_epi16_mask
#undef _mm512_slli_epi64
#undef _mm512_srli_epi16
#define _mm512_and_si512 emulated_and
#define _mm512_xor_si512 emulated_xor
#define _mm512_add_epi64 emulated_add_quads
#define _mm512_popcnt_epi64(value) emulated_popcnt(value, value)
#define _mm512_slli_epi64(value, by) emulated_shift_quads(value, emulated_spread_quads(by))
#define _mm512_srli_epi16(value, by) emulated_shift_words(value, emulated_spread_words(by))
#define _mm512_add_epi16 emulated_add_words
#define _mm512_adds_epu8 emulated_adds
#define _mm512_subs_epu8 emulated_subs
#define _mm512_max_epu8 emulated_max
#define _mm512_shuffle_epi8 emulated_shuffle
#define _mm512_unpacklo_epi8 emulated_unpack_low
#define _mm512_unpackhi_epi8 emulated_unpack_high
#define _mm512_cmpgt_epi16_mask emulated_greater
#define _mm512_loadu_si512 emulated_load
#define _mm512_storeu_si512 emulated_store
#define _mm512_set1_epi8 emulated_spread
#define _mm512_set1_epi16 emulated_spread_words
#define _mm512_broadcast_i64x4 emulated_broadcast_256
#define _mm512_broadcast_i32x4 emulated_broadcast_128
#define _mm512_reduce_add_epi64 emulated_sum

#endif
