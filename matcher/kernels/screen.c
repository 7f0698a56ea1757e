/* The same scores in five instruction sets. All are sums of whole numbers, so they are equal bit for bit. */
#include "screen.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define X86 1
#include <immintrin.h>
#endif
#if defined(__aarch64__)
#define ARM 1
#include <arm_neon.h>
#endif

static int always(void) { return 1; }

static uint8_t ones(uint8_t v) {
    v = (uint8_t)(v - (v >> 1 & 0x55));
    v = (uint8_t)((v & 0x33) + (v >> 2 & 0x33));
    return (uint8_t)((v + (v >> 4)) & 0x0f);
}

void fill_probe(screen_probe *probe, const uint8_t *codes, int count, int octets, int reach) {
    probe->count = count;
    probe->octets = octets;
    probe->reach = (uint8_t)reach;
    memcpy(probe->code, codes, (size_t)count * CODE_OCTETS);
    for (int p = 0; p < count; p++)
        for (int j = 0; j < CODE_OCTETS; j++) {
            const uint8_t octet = probe->code[p][j];
            probe->fourfold[p][j] = octet * 0x01010101u;
            for (uint8_t v = 0; v < 16; v++) {
                probe->table[p][2 * j][v] = ones((octet & 15) ^ v);
                probe->table[p][2 * j + 1][v] = ones((uint8_t)(octet >> 4) ^ v);
            }
        }
}

/* From each code's smallest distance to the finger's score; every instruction set ends here. */
static uint16_t score_of(const uint8_t *nearest, int used, uint8_t reach) {
    unsigned sum = 0;
    for (int c = 0; c < FINGER_CODES; c++) {
        const int left = nearest[c] < reach && c < used ? reach - nearest[c] : 0;
        sum += (unsigned)(left * left);
    }
    return (uint16_t)sum;
}

static void score_block(const uint8_t *nearest, const uint8_t *used, uint8_t reach, uint16_t *out) {
    for (int f = 0; f < BLOCK_FINGERS; f++) out[f] = score_of(nearest + f * FINGER_CODES, used[f], reach);
}

/* ---- plain C --------------------------------------------------------------------------------------- */

static void blocks_plain(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                         const screen_probe *probe, uint16_t *out) {
    for (ptrdiff_t b = 0; b < blocks; b++) {
        const uint8_t *block = codes + b * BLOCK_OCTETS;
        uint8_t nearest[OCTET_STRIDE];
        memset(nearest, 255, sizeof nearest);
        for (int p = 0; p < probe->count; p++) {
            uint8_t distance[OCTET_STRIDE] = {0};
            for (int j = 0; j < probe->octets; j++)
                for (int c = 0; c < OCTET_STRIDE; c++)
                    distance[c] = (uint8_t)(distance[c] + ones(block[j * OCTET_STRIDE + c] ^ probe->code[p][j]));
            for (int c = 0; c < OCTET_STRIDE; c++)
                if (distance[c] < nearest[c]) nearest[c] = distance[c];
        }
        score_block(nearest, used + b * BLOCK_FINGERS, probe->reach, out + b * BLOCK_FINGERS);
    }
}

#ifdef X86
/* ---- SSE4.2 and AVX2: a table look-up gives the distance of half an octet to the probe's half, without
 * xor or popcount: 16 codes a register (SSE), 32 (AVX2). The table is the probe's, so each half costs one
 * shuffle and one addition; it is loaded once for all registers of a stretch. */

#define SSE "sse4.2"

__attribute__((target(SSE))) static void block_sse42(const uint8_t *block, const screen_probe *probe,
                                                     uint8_t *nearest) {
    const __m128i low = _mm_set1_epi8(15);
    __m128i half[2 * CODE_OCTETS][BLOCK_FINGERS], best[BLOCK_FINGERS];
    for (int j = 0; j < probe->octets; j++)
        for (int f = 0; f < BLOCK_FINGERS; f++) {
            const __m128i octet = _mm_loadu_si128((const __m128i *)(block + j * OCTET_STRIDE) + f);
            half[2 * j][f] = _mm_and_si128(octet, low);
            half[2 * j + 1][f] = _mm_and_si128(_mm_srli_epi16(octet, 4), low);
        }
    for (int f = 0; f < BLOCK_FINGERS; f++) best[f] = _mm_set1_epi8(-1);
    for (int p = 0; p < probe->count; p++) {
        __m128i sum[BLOCK_FINGERS];
        for (int f = 0; f < BLOCK_FINGERS; f++) sum[f] = _mm_setzero_si128();
        for (int h = 0; h < 2 * probe->octets; h++) {
            const __m128i table = _mm_loadu_si128((const __m128i *)probe->table[p][h]);
            for (int f = 0; f < BLOCK_FINGERS; f++)
                sum[f] = _mm_add_epi8(sum[f], _mm_shuffle_epi8(table, half[h][f]));
        }
        for (int f = 0; f < BLOCK_FINGERS; f++) best[f] = _mm_min_epu8(best[f], sum[f]);
    }
    for (int f = 0; f < BLOCK_FINGERS; f++) _mm_storeu_si128((__m128i *)nearest + f, best[f]);
}

static void blocks_sse42(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                         const screen_probe *probe, uint16_t *out) {
    for (ptrdiff_t b = 0; b < blocks; b++) {
        uint8_t nearest[OCTET_STRIDE];
        block_sse42(codes + b * BLOCK_OCTETS, probe, nearest);
        score_block(nearest, used + b * BLOCK_FINGERS, probe->reach, out + b * BLOCK_FINGERS);
    }
}

static int has_sse42(void) { return __builtin_cpu_supports("sse4.2"); }

#define STRETCH 4 /* blocks that one load of a table serves */
#define REGISTERS (STRETCH * OCTET_STRIDE / 32)

__attribute__((target("avx2"))) static void stretch_avx2(const uint8_t *stretch, const screen_probe *probe,
                                                         uint8_t *nearest) {
    const __m256i low = _mm256_set1_epi8(15);
    __m256i half[2 * CODE_OCTETS][REGISTERS], best[REGISTERS];
    for (int j = 0; j < probe->octets; j++)
        for (int r = 0; r < REGISTERS; r++) {
            const uint8_t *at = stretch + (r / 2) * BLOCK_OCTETS + j * OCTET_STRIDE + (r % 2) * 32;
            const __m256i octet = _mm256_loadu_si256((const __m256i *)at);
            half[2 * j][r] = _mm256_and_si256(octet, low);
            half[2 * j + 1][r] = _mm256_and_si256(_mm256_srli_epi16(octet, 4), low);
        }
    for (int r = 0; r < REGISTERS; r++) best[r] = _mm256_set1_epi8(-1);
    for (int p = 0; p < probe->count; p++) {
        __m256i sum[REGISTERS];
        for (int r = 0; r < REGISTERS; r++) sum[r] = _mm256_setzero_si256();
        for (int h = 0; h < 2 * probe->octets; h++) {
            const __m256i table =
                _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)probe->table[p][h]));
            for (int r = 0; r < REGISTERS; r++)
                sum[r] = _mm256_add_epi8(sum[r], _mm256_shuffle_epi8(table, half[h][r]));
        }
        for (int r = 0; r < REGISTERS; r++) best[r] = _mm256_min_epu8(best[r], sum[r]);
    }
    for (int r = 0; r < REGISTERS; r++) _mm256_storeu_si256((__m256i *)nearest + r, best[r]);
}

static void blocks_avx2(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                        const screen_probe *probe, uint16_t *out) {
    uint8_t nearest[STRETCH * OCTET_STRIDE];
    ptrdiff_t b = 0;
    for (; b + STRETCH <= blocks; b += STRETCH) {
        stretch_avx2(codes + b * BLOCK_OCTETS, probe, nearest);
        for (int s = 0; s < STRETCH; s++)
            score_block(nearest + s * OCTET_STRIDE, used + (b + s) * BLOCK_FINGERS, probe->reach,
                        out + (b + s) * BLOCK_FINGERS);
    }
    blocks_sse42(codes + b * BLOCK_OCTETS, used + b * BLOCK_FINGERS, blocks - b, probe,
                 out + b * BLOCK_FINGERS);
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2"); }

/* ---- AVX-512 with BITALG: the popcount of 64 octets in one instruction; a block stays in registers --- */

#define AVX512 "avx512f,avx512bw,avx512bitalg"

__attribute__((target(AVX512), always_inline)) static inline void block_avx512(
    const uint8_t *block, const screen_probe *probe, const int octets, uint8_t *nearest) {
    __m512i octet[CODE_OCTETS], best = _mm512_set1_epi8(-1);
    for (int j = 0; j < octets; j++) octet[j] = _mm512_loadu_si512(block + j * OCTET_STRIDE);
    for (int p = 0; p < probe->count; p++) {
        const uint32_t *ours = probe->fourfold[p];
        __m512i even = _mm512_setzero_si512(), odd = even;
        for (int j = 0; j < octets; j += 2) {
            const __m512i a = _mm512_xor_si512(octet[j], _mm512_set1_epi32((int)ours[j]));
            const __m512i b = _mm512_xor_si512(octet[j + 1], _mm512_set1_epi32((int)ours[j + 1]));
            even = _mm512_add_epi8(even, _mm512_popcnt_epi8(a));
            odd = _mm512_add_epi8(odd, _mm512_popcnt_epi8(b));
        }
        best = _mm512_min_epu8(best, _mm512_add_epi8(even, odd));
    }
    _mm512_storeu_si512(nearest, best);
}

__attribute__((target(AVX512))) static void blocks_avx512(const uint8_t *codes, const uint8_t *used,
                                                          ptrdiff_t blocks, const screen_probe *probe,
                                                          uint16_t *out) {
    for (ptrdiff_t b = 0; b < blocks; b++) {
        uint8_t nearest[OCTET_STRIDE];
        /* a constant number of octets lets the compiler keep all of them in registers */
        if (probe->octets == CODE_OCTETS)
            block_avx512(codes + b * BLOCK_OCTETS, probe, CODE_OCTETS, nearest);
        else
            block_avx512(codes + b * BLOCK_OCTETS, probe, FORM_OCTETS, nearest);
        score_block(nearest, used + b * BLOCK_FINGERS, probe->reach, out + b * BLOCK_FINGERS);
    }
}

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512bitalg");
}
#endif

/* ---- NEON: counts the bits of 16 octets in one instruction ----------------------------------------- */

#ifdef ARM
static void blocks_neon(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                        const screen_probe *probe, uint16_t *out) {
    for (ptrdiff_t b = 0; b < blocks; b++) {
        uint8_t nearest[OCTET_STRIDE];
        for (int f = 0; f < BLOCK_FINGERS; f++) {
            const uint8_t *finger = codes + b * BLOCK_OCTETS + f * FINGER_CODES;
            uint8x16_t octet[CODE_OCTETS], best = vdupq_n_u8(255);
            for (int j = 0; j < CODE_OCTETS; j++) octet[j] = vld1q_u8(finger + j * OCTET_STRIDE);
            for (int p = 0; p < probe->count; p++) {
                uint8x16_t sum = vdupq_n_u8(0);
                for (int j = 0; j < probe->octets; j++)
                    sum = vaddq_u8(sum, vcntq_u8(veorq_u8(octet[j], vdupq_n_u8(probe->code[p][j]))));
                best = vminq_u8(best, sum);
            }
            vst1q_u8(nearest + f * FINGER_CODES, best);
        }
        score_block(nearest, used + b * BLOCK_FINGERS, probe->reach, out + b * BLOCK_FINGERS);
    }
}
#endif

const screen_set screen_sets[] = {
#ifdef X86
    {"avx512", blocks_avx512, has_avx512},
    {"avx2", blocks_avx2, has_avx2},
    {"sse4.2", blocks_sse42, has_sse42},
#endif
#ifdef ARM
    {"neon", blocks_neon, always},
#endif
    {"plain", blocks_plain, always},
    {NULL, NULL, NULL},
};
