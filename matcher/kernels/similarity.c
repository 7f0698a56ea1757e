/* The same count in five instruction sets. Each is exact, so their results are equal bit for bit. */
#include "similarity.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define X86 1
#include <immintrin.h>
#endif
#if defined(__aarch64__)
#define ARM 1
#include <arm_neon.h>
#endif

static int always(void) { return 1; }

/* ---- plain C and, with the instruction, SSE4.2's POPCNT -------------------------------------------- */

#define COUNT_ROW_BODY(POPCOUNT)                                                                           \
    for (ptrdiff_t j = 0; j < reference->count; j++) {                                                     \
        const uint64_t *their_bits = reference->bits + j * CYLINDER_WORDS;                                 \
        const uint64_t *their_known = reference->known + j * MASK_WORDS;                                   \
        counts sum = {0, 0, 0, 0};                                                                         \
        for (int m = 0; m < MASK_WORDS; m++) {                                                             \
            sum.common += POPCOUNT(known[m] & their_known[m]);                                             \
            for (int w = m; w < CYLINDER_WORDS; w += MASK_WORDS) {                                         \
                uint64_t a = bits[w] & their_known[m], b = their_bits[w] & known[m];                       \
                sum.ours += POPCOUNT(a);                                                                   \
                sum.theirs += POPCOUNT(b);                                                                 \
                sum.differing += POPCOUNT(a ^ b);                                                          \
            }                                                                                              \
        }                                                                                                  \
        out[j] = sum;                                                                                      \
    }

static int ones(uint64_t word) {
    word -= (word >> 1) & 0x5555555555555555u;
    word = (word & 0x3333333333333333u) + ((word >> 2) & 0x3333333333333333u);
    word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
    return (int)((word * 0x0101010101010101u) >> 56);
}

static void row_plain(const uint64_t *bits, const uint64_t *known, const finger *reference, counts *out) {
    COUNT_ROW_BODY(ones)
}

#ifdef X86
__attribute__((target("sse4.2,popcnt"))) static void row_sse42(const uint64_t *bits, const uint64_t *known,
                                                               const finger *reference, counts *out) {
    COUNT_ROW_BODY((int)_mm_popcnt_u64)
}

static int has_sse42(void) { return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"); }

/* ---- AVX2: nibble table look-up (Mula, Kurz, Lemire 2018); one section is one register ------------- */

__attribute__((target("avx2"))) static inline __m256i nibbles(__m256i value) {
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2,
                                           3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    __m256i lower = _mm256_shuffle_epi8(table, _mm256_and_si256(value, low));
    __m256i upper = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(value, 4), low));
    return _mm256_add_epi8(lower, upper);
}

/* Four sums of bytes at once: each of the arguments holds 32 counts below 256. */
__attribute__((target("avx2"))) static inline counts four_sums(__m256i a, __m256i b, __m256i c, __m256i d) {
    const __m256i zero = _mm256_setzero_si256();
    a = _mm256_sad_epu8(a, zero);
    b = _mm256_sad_epu8(b, zero);
    c = _mm256_sad_epu8(c, zero);
    d = _mm256_sad_epu8(d, zero);
    __m256i ab = _mm256_or_si256(a, _mm256_slli_epi64(b, 32));
    __m256i cd = _mm256_or_si256(c, _mm256_slli_epi64(d, 32));
    __m256i pairs = _mm256_add_epi32(_mm256_unpacklo_epi64(ab, cd), _mm256_unpackhi_epi64(ab, cd));
    __m128i all = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    counts sums;
    _mm_storeu_si128((__m128i *)&sums, all);
    return sums;
}

__attribute__((target("avx2"))) static void row_avx2(const uint64_t *bits, const uint64_t *known,
                                                     const finger *reference, counts *out) {
    const __m256i our_known = _mm256_loadu_si256((const __m256i *)known);
    __m256i section[6];
    for (int s = 0; s < 6; s++) section[s] = _mm256_loadu_si256((const __m256i *)(bits + s * MASK_WORDS));
    for (ptrdiff_t j = 0; j < reference->count; j++) {
        const uint64_t *their_bits = reference->bits + j * CYLINDER_WORDS;
        const __m256i their_known = _mm256_loadu_si256((const __m256i *)(reference->known + j * MASK_WORDS));
        __m256i common = nibbles(_mm256_and_si256(our_known, their_known));
        __m256i ours = _mm256_setzero_si256(), theirs = ours, differing = ours;
        for (int s = 0; s < 6; s++) {
            __m256i b = _mm256_loadu_si256((const __m256i *)(their_bits + s * MASK_WORDS));
            __m256i a = _mm256_and_si256(section[s], their_known);
            b = _mm256_and_si256(b, our_known);
            ours = _mm256_add_epi8(ours, nibbles(a));
            theirs = _mm256_add_epi8(theirs, nibbles(b));
            differing = _mm256_add_epi8(differing, nibbles(_mm256_xor_si256(a, b)));
        }
        out[j] = four_sums(common, ours, theirs, differing);
    }
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

/* ---- AVX-512 with VPOPCNTDQ: two sections a register ----------------------------------------------- */

#define AVX512 "avx512f,avx512vl,avx512vpopcntdq"

__attribute__((target(AVX512))) static void row_avx512(const uint64_t *bits, const uint64_t *known,
                                                       const finger *reference, counts *out) {
    const __m256i mask = _mm256_loadu_si256((const __m256i *)known);
    const __m512i our_known = _mm512_broadcast_i64x4(mask);
    const __m512i p0 = _mm512_loadu_si512(bits), p1 = _mm512_loadu_si512(bits + 8),
                  p2 = _mm512_loadu_si512(bits + 16);
    for (ptrdiff_t j = 0; j < reference->count; j++) {
        const uint64_t *their_bits = reference->bits + j * CYLINDER_WORDS;
        const __m256i their_mask = _mm256_loadu_si256((const __m256i *)(reference->known + j * MASK_WORDS));
        const __m512i their_known = _mm512_broadcast_i64x4(their_mask);
        __m512i a0 = _mm512_and_si512(p0, their_known), a1 = _mm512_and_si512(p1, their_known),
                a2 = _mm512_and_si512(p2, their_known);
        __m512i b0 = _mm512_and_si512(_mm512_loadu_si512(their_bits), our_known),
                b1 = _mm512_and_si512(_mm512_loadu_si512(their_bits + 8), our_known),
                b2 = _mm512_and_si512(_mm512_loadu_si512(their_bits + 16), our_known);
        __m512i ours = _mm512_add_epi64(_mm512_add_epi64(_mm512_popcnt_epi64(a0), _mm512_popcnt_epi64(a1)),
                                        _mm512_popcnt_epi64(a2));
        __m512i theirs = _mm512_add_epi64(_mm512_add_epi64(_mm512_popcnt_epi64(b0), _mm512_popcnt_epi64(b1)),
                                          _mm512_popcnt_epi64(b2));
        __m512i differing = _mm512_add_epi64(_mm512_add_epi64(_mm512_popcnt_epi64(_mm512_xor_si512(a0, b0)),
                                                              _mm512_popcnt_epi64(_mm512_xor_si512(a1, b1))),
                                             _mm512_popcnt_epi64(_mm512_xor_si512(a2, b2)));
        __m512i common = _mm512_popcnt_epi64(_mm512_and_si512(our_known, their_known));
        /* Each sum is at most 1,536: side by side in 16 bits they need one reduction. The mask is there twice. */
        const uint64_t sums = (uint64_t)_mm512_reduce_add_epi64(_mm512_add_epi64(
            _mm512_add_epi64(ours, _mm512_slli_epi64(theirs, 16)),
            _mm512_add_epi64(_mm512_slli_epi64(differing, 32), _mm512_slli_epi64(common, 48))));
        out[j].ours = (int)(sums & 0xffff);
        out[j].theirs = (int)(sums >> 16 & 0xffff);
        out[j].differing = (int)(sums >> 32 & 0xffff);
        out[j].common = (int)(sums >> 48) / 2;
    }
}

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vpopcntdq");
}
#endif

/* ---- NEON: byte counts, widened once a cylinder ---------------------------------------------------- */

#ifdef ARM
static void row_neon(const uint64_t *bits, const uint64_t *known, const finger *reference, counts *out) {
    for (ptrdiff_t j = 0; j < reference->count; j++) {
        const uint64_t *their_bits = reference->bits + j * CYLINDER_WORDS;
        const uint64_t *their_known = reference->known + j * MASK_WORDS;
        uint8x16_t common = vdupq_n_u8(0), ours = common, theirs = common, differing = common;
        for (int m = 0; m < MASK_WORDS; m += 2) {
            uint64x2_t k = vld1q_u64(known + m), tk = vld1q_u64(their_known + m);
            common = vaddq_u8(common, vcntq_u8(vreinterpretq_u8_u64(vandq_u64(k, tk))));
            for (int w = m; w < CYLINDER_WORDS; w += MASK_WORDS) {
                uint64x2_t a = vandq_u64(vld1q_u64(bits + w), tk), b = vandq_u64(vld1q_u64(their_bits + w), k);
                ours = vaddq_u8(ours, vcntq_u8(vreinterpretq_u8_u64(a)));
                theirs = vaddq_u8(theirs, vcntq_u8(vreinterpretq_u8_u64(b)));
                differing = vaddq_u8(differing, vcntq_u8(vreinterpretq_u8_u64(veorq_u64(a, b))));
            }
        }
        out[j].common = vaddlvq_u8(common);
        out[j].ours = vaddlvq_u8(ours);
        out[j].theirs = vaddlvq_u8(theirs);
        out[j].differing = vaddlvq_u8(differing);
    }
}
#endif

const instruction_set instruction_sets[] = {
#ifdef X86
    {"avx512", row_avx512, has_avx512},
    {"avx2", row_avx2, has_avx2},
    {"sse4.2", row_sse42, has_sse42},
#endif
#ifdef ARM
    {"neon", row_neon, always},
#endif
    {"plain", row_plain, always},
    {NULL, NULL, NULL},
};
