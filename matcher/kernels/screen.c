/* The same scores in five instruction sets. All are sums of whole numbers, so they are equal bit for bit.
 *
 * Each splits the octets of a stretch of blocks into halves once, then goes over the probe's tables: one load
 * of a table serves all registers of the stretch, a look-up is one shuffle, a cost one saturating addition. */
#include "screen.h"

#include <string.h>

#include "registers.h"

/* From each code's gain to the four fingers' scores; every instruction set ends here. */
static void score_block(const uint8_t *gain, const uint8_t *used, uint16_t *out) {
    for (int f = 0; f < BLOCK_FINGERS; f++) {
        unsigned sum = 0;
        for (int c = 0; c < FINGER_CODES; c++) sum += c < used[f] ? gain[f * FINGER_CODES + c] : 0u;
        out[f] = (uint16_t)sum;
    }
}

/* ---- plain C --------------------------------------------------------------------------------------- */

static void blocks_plain(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,
                         const screen_probe *probe, uint16_t *out) {
    for (ptrdiff_t b = 0; b < blocks; b++) {
        const uint8_t *block = codes + b * BLOCK_OCTETS;
        uint8_t gain[OCTET_STRIDE] = {0};
        for (int p = 0; p < probe->count; p++) {
            uint16_t cost[OCTET_STRIDE] = {0};
            for (int j = 0; j < CODE_OCTETS; j++) {
                const uint8_t *low = probe->cost[p][2 * j], *high = probe->cost[p][2 * j + 1];
                for (int c = 0; c < OCTET_STRIDE; c++) {
                    const uint8_t octet = block[j * OCTET_STRIDE + c];
                    cost[c] = (uint16_t)(cost[c] + low[octet & 15] + high[octet >> 4]);
                }
            }
            for (int c = 0; c < OCTET_STRIDE; c++) {
                const uint8_t left = (uint8_t)(probe->reach[p] > cost[c] ? probe->reach[p] - cost[c] : 0);
                if (left > gain[c]) gain[c] = left;
            }
        }
        score_block(gain, used + b * BLOCK_FINGERS, out + b * BLOCK_FINGERS);
    }
}

/* ---- 16, 32 or 64 codes a register ------------------------------------------------------------------
 * NAME scores STRETCH blocks at once, from REGISTERS registers of type VECTOR for each half. */

#define STRETCH_BODY(NAME, ATTRIBUTE, VECTOR, STRETCH, LOAD, STORE, LOW_HALF, HIGH_HALF, TABLE, LOOK_UP, ADD,     \
                     SPREAD, LEFT, MAXIMUM)                                                                \
    enum { NAME##_stretch = STRETCH, NAME##_registers = STRETCH * OCTET_STRIDE / sizeof(VECTOR) };         \
    ATTRIBUTE static void NAME##_gains(const uint8_t *stretch, const screen_probe *probe, uint8_t *gain) { \
        VECTOR half[HALVES][NAME##_registers], best[NAME##_registers];                                     \
        const VECTOR none = SPREAD(0);                                                                     \
        const int each = OCTET_STRIDE / sizeof(VECTOR); /* registers a block */                            \
        for (int j = 0; j < CODE_OCTETS; j++)                                                              \
            for (int r = 0; r < NAME##_registers; r++) {                                                   \
                const VECTOR octet = LOAD(stretch + r / each * BLOCK_OCTETS + j * OCTET_STRIDE +           \
                                          r % each * (int)sizeof(VECTOR));                                 \
                half[2 * j][r] = LOW_HALF(octet);                                                          \
                half[2 * j + 1][r] = HIGH_HALF(octet);                                                     \
            }                                                                                              \
        for (int r = 0; r < NAME##_registers; r++) best[r] = none;                                         \
        for (int p = 0; p < probe->count; p++) {                                                           \
            VECTOR cost[NAME##_registers];                                                                 \
            const VECTOR reach = SPREAD(probe->reach[p]);                                                  \
            for (int r = 0; r < NAME##_registers; r++) cost[r] = none;                                     \
            for (int h = 0; h < HALVES; h++) {                                                             \
                const VECTOR table = TABLE(probe->cost[p][h]);                                             \
                for (int r = 0; r < NAME##_registers; r++)                                                 \
                    cost[r] = ADD(cost[r], LOOK_UP(table, half[h][r]));                                    \
            }                                                                                              \
            for (int r = 0; r < NAME##_registers; r++) best[r] = MAXIMUM(best[r], LEFT(reach, cost[r]));   \
        }                                                                                                  \
        for (int r = 0; r < NAME##_registers; r++) STORE(gain + r * sizeof(VECTOR), best[r]);              \
    }                                                                                                      \
    ATTRIBUTE static void blocks_##NAME(const uint8_t *codes, const uint8_t *used, ptrdiff_t blocks,       \
                                        const screen_probe *probe, uint16_t *out) {                        \
        uint8_t gain[NAME##_stretch * OCTET_STRIDE], last[NAME##_stretch * BLOCK_OCTETS];                  \
        for (ptrdiff_t b = 0; b < blocks; b += NAME##_stretch) {                                           \
            const uint8_t *stretch = codes + b * BLOCK_OCTETS;                                             \
            if (blocks - b < NAME##_stretch) { /* the last blocks, filled up with nothing */               \
                memset(last, 0, sizeof last);                                                              \
                stretch = memcpy(last, stretch, (size_t)(blocks - b) * BLOCK_OCTETS);                      \
            }                                                                                              \
            NAME##_gains(stretch, probe, gain);                                                            \
            for (ptrdiff_t s = 0; s < NAME##_stretch && b + s < blocks; s++)                               \
                score_block(gain + s * OCTET_STRIDE, used + (b + s) * BLOCK_FINGERS,                       \
                            out + (b + s) * BLOCK_FINGERS);                                                \
        }                                                                                                  \
    }

#ifdef X86
STRETCH_BODY(sse42, __attribute__((target("sse4.2"))), __m128i, 1, SSE_LOAD, SSE_STORE, SSE_LOW, SSE_HIGH,
             SSE_LOAD, _mm_shuffle_epi8, _mm_adds_epu8, SSE_SPREAD, _mm_subs_epu8, _mm_max_epu8)
STRETCH_BODY(avx2, __attribute__((target("avx2"))), __m256i, 4, AVX_LOAD, AVX_STORE, AVX_LOW, AVX_HIGH,
             AVX_TABLE, _mm256_shuffle_epi8, _mm256_adds_epu8, AVX_SPREAD, _mm256_subs_epu8, _mm256_max_epu8)
STRETCH_BODY(avx512, __attribute__((target("avx512f,avx512bw"))), __m512i, 4, _mm512_loadu_si512,
             _mm512_storeu_si512, ZMM_LOW, ZMM_HIGH, ZMM_TABLE, _mm512_shuffle_epi8, _mm512_adds_epu8,
             ZMM_SPREAD, _mm512_subs_epu8, _mm512_max_epu8)
#endif

#ifdef ARM
STRETCH_BODY(neon, , uint8x16_t, 1, vld1q_u8, vst1q_u8, NEON_LOW, NEON_HIGH, vld1q_u8, vqtbl1q_u8, vqaddq_u8,
             vdupq_n_u8, vqsubq_u8, vmaxq_u8)
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
