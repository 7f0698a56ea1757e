/* The same rows in five instruction sets. All costs are sums of whole numbers, so they are equal bit for bit. */
#include "scan.h"

#include <stdlib.h>

#include "registers.h"

#define ROOM_BESIDE 1024 /* so that a short list is not settled every few blocks */
#define AHEAD 2048 /* octets to be fetched before they are needed: a processor does so by itself within a page */

static int least(int one, int other) { return one < other ? one : other; }

/* ---- the list -------------------------------------------------------------------------------------- */

int scan_list_begin(scan_list *list, ptrdiff_t wanted, int octets) {
    const int groups = (octets + GROUP_OCTETS - 1) / GROUP_OCTETS;
    list->wanted = wanted;
    list->room = 2 * wanted + ROOM_BESIDE;
    list->count = 0;
    list->bins = groups * 255 + 1;
    list->bound = list->bins;
    list->costs = malloc((size_t)list->room * sizeof *list->costs);
    list->rows = malloc((size_t)list->room * sizeof *list->rows);
    list->tally = malloc((size_t)list->bins * sizeof *list->tally);
    return list->costs == NULL || list->rows == NULL || list->tally == NULL ? -1 : 0;
}

void scan_list_end(scan_list *list) {
    free(list->costs);
    free(list->rows);
    free(list->tally);
}

void scan_list_settle(scan_list *list) {
    if (list->count <= list->wanted) return;
    for (int cost = 0; cost < list->bins; cost++) list->tally[cost] = 0;
    for (ptrdiff_t i = 0; i < list->count; i++) list->tally[list->costs[i]]++;
    int highest = 0; /* of the costs that are kept */
    ptrdiff_t left = list->wanted, kept = 0;
    while (list->tally[highest] < left) left -= list->tally[highest++];
    for (ptrdiff_t i = 0; i < list->count; i++) { /* of those of the highest cost the first `left` */
        const int cost = list->costs[i];
        if (cost > highest || (cost == highest && left-- <= 0)) continue;
        list->costs[kept] = list->costs[i];
        list->rows[kept++] = list->rows[i];
    }
    list->count = kept;
    list->bound = highest;
}

/* Where the cost of a block's row stands, after registers of `octets` octets were widened half by half. */
static int place_of(int row, int octets) {
    return row / octets * octets + row / 8 % 2 * (octets / 2) + row % octets / 16 * 8 + row % 8;
}

/* The block's rows whose bits are set, the first of them number `first`. */
static void add_rows(scan_list *list, uint64_t rows, const uint16_t *costs, int octets, int64_t first) {
    for (; rows != 0; rows &= rows - 1) {
        const int row = __builtin_ctzll(rows);
        list->costs[list->count] = costs[place_of(row, octets)];
        list->rows[list->count++] = first + row;
    }
    if (list->count > list->room - BLOCK_ROWS) scan_list_settle(list);
}

/* Bits of the block's rows that there are: in the last block there may be fewer. */
static uint64_t there(ptrdiff_t rows) { return rows < BLOCK_ROWS ? (UINT64_C(1) << rows) - 1 : ~UINT64_C(0); }

/* ---- plain C --------------------------------------------------------------------------------------- */

static void into_plain(const scan_part *part, const scan_probe *probe, scan_list *list) {
    const uint8_t *block = part->codes;
    for (ptrdiff_t start = 0; start < part->rows; start += BLOCK_ROWS) {
        uint16_t costs[BLOCK_ROWS] = {0};
        uint64_t below = 0;
        for (int from = 0; from < probe->octets; from += GROUP_OCTETS) {
            uint16_t sum[BLOCK_ROWS] = {0};
            for (int j = from; j < least(from + GROUP_OCTETS, probe->octets); j++, block += BLOCK_ROWS)
                for (int r = 0; r < BLOCK_ROWS; r++)
                    sum[r] = (uint16_t)(sum[r] + probe->cost[2 * j][block[r] & 15] +
                                        probe->cost[2 * j + 1][block[r] >> 4]);
            for (int r = 0; r < BLOCK_ROWS; r++) costs[r] = (uint16_t)(costs[r] + least(sum[r], 255));
        }
        for (int r = 0; r < BLOCK_ROWS; r++) below |= (uint64_t)(costs[r] < list->bound) << r;
        add_rows(list, below & there(part->rows - start), costs, 16, part->first + start);
    }
}

/* ---- 16, 32 or 64 rows a register ------------------------------------------------------------------
 * WIDE_LOW and WIDE_HIGH make 16-bit numbers of one half of the octets each; BELOW tells, in the rows' order, which
 * of both are less than a bound. */

#define PART_BODY(NAME, ATTRIBUTE, VECTOR, LOAD, STORE, LOW_HALF, HIGH_HALF, TABLE, LOOK_UP, ADD, SPREAD, WIDE_LOW, \
                  WIDE_HIGH, ADD_WIDE, SPREAD_WIDE, BELOW)                                                 \
    ATTRIBUTE static void into_##NAME(const scan_part *part, const scan_probe *probe, scan_list *list) {   \
        enum { octets = sizeof(VECTOR), registers = BLOCK_ROWS / sizeof(VECTOR) };                         \
        const uint8_t *block = part->codes;                                                                \
        for (ptrdiff_t start = 0; start < part->rows; start += BLOCK_ROWS) {                               \
            VECTOR low[registers], high[registers];                                                        \
            uint64_t below = 0;                                                                            \
            for (int r = 0; r < registers; r++) low[r] = high[r] = SPREAD(0);                              \
            for (int from = 0; from < probe->octets; from += GROUP_OCTETS) {                               \
                VECTOR sum[registers];                                                                     \
                for (int r = 0; r < registers; r++) sum[r] = SPREAD(0);                                    \
                for (int j = from; j < least(from + GROUP_OCTETS, probe->octets); j++, block += BLOCK_ROWS) { \
                    __builtin_prefetch((const void *)((uintptr_t)block + AHEAD));                          \
                    const VECTOR lower = TABLE(probe->cost[2 * j]), upper = TABLE(probe->cost[2 * j + 1]); \
                    for (int r = 0; r < registers; r++) {                                                  \
                        const VECTOR codes = LOAD(block + r * octets);                                     \
                        sum[r] = ADD(sum[r], LOOK_UP(lower, LOW_HALF(codes)));                             \
                        sum[r] = ADD(sum[r], LOOK_UP(upper, HIGH_HALF(codes)));                            \
                    }                                                                                      \
                }                                                                                          \
                for (int r = 0; r < registers; r++) {                                                      \
                    low[r] = ADD_WIDE(low[r], WIDE_LOW(sum[r]));                                           \
                    high[r] = ADD_WIDE(high[r], WIDE_HIGH(sum[r]));                                        \
                }                                                                                          \
            }                                                                                              \
            const VECTOR bound = SPREAD_WIDE(list->bound);                                                 \
            for (int r = 0; r < registers; r++) below |= BELOW(low[r], high[r], bound) << r * octets % 64; \
            below &= there(part->rows - start);                                                            \
            if (below == 0) continue;                                                                      \
            uint16_t costs[BLOCK_ROWS];                                                                    \
            for (int r = 0; r < registers; r++) {                                                          \
                STORE(costs + r * octets, low[r]);                                                         \
                STORE(costs + r * octets + octets / 2, high[r]);                                           \
            }                                                                                              \
            add_rows(list, below, costs, octets, part->first + start);                                     \
        }                                                                                                  \
    }

#ifdef X86
#define SSE_SPREAD_WIDE(value) _mm_set1_epi16((short)(value))
#define SSE_WIDE_LOW(octets) _mm_unpacklo_epi8(octets, _mm_setzero_si128())
#define SSE_WIDE_HIGH(octets) _mm_unpackhi_epi8(octets, _mm_setzero_si128())
#define SSE_BELOW(low, high, bound)                                                                        \
    (uint64_t)_mm_movemask_epi8(_mm_packs_epi16(_mm_cmpgt_epi16(bound, low), _mm_cmpgt_epi16(bound, high)))
PART_BODY(sse42, __attribute__((target("sse4.2"))), __m128i, SSE_LOAD, SSE_STORE, SSE_LOW, SSE_HIGH, SSE_LOAD,
          _mm_shuffle_epi8, _mm_adds_epu8, SSE_SPREAD, SSE_WIDE_LOW, SSE_WIDE_HIGH, _mm_add_epi16,
          SSE_SPREAD_WIDE, SSE_BELOW)

#define AVX_SPREAD_WIDE(value) _mm256_set1_epi16((short)(value))
#define AVX_WIDE_LOW(octets) _mm256_unpacklo_epi8(octets, _mm256_setzero_si256())
#define AVX_WIDE_HIGH(octets) _mm256_unpackhi_epi8(octets, _mm256_setzero_si256())
#define AVX_BELOW(low, high, bound)                                                                        \
    (uint64_t)(uint32_t)_mm256_movemask_epi8(                                                              \
        _mm256_packs_epi16(_mm256_cmpgt_epi16(bound, low), _mm256_cmpgt_epi16(bound, high)))
PART_BODY(avx2, __attribute__((target("avx2"))), __m256i, AVX_LOAD, AVX_STORE, AVX_LOW, AVX_HIGH, AVX_TABLE,
          _mm256_shuffle_epi8, _mm256_adds_epu8, AVX_SPREAD, AVX_WIDE_LOW, AVX_WIDE_HIGH, _mm256_add_epi16,
          AVX_SPREAD_WIDE, AVX_BELOW)

/* Eight bits of one and eight of the other, in turns: the rows' order again. */
static uint64_t in_turns(uint32_t low, uint32_t high) {
    uint64_t bits = 0;
    if ((low | high) == 0) return bits;
    for (int lane = 0; lane < 4; lane++)
        bits |= (uint64_t)((low >> 8 * lane & 255) | (high >> 8 * lane & 255) << 8) << 16 * lane;
    return bits;
}
#define ZMM_SPREAD_WIDE(value) _mm512_set1_epi16((short)(value))
#define ZMM_WIDE_LOW(octets) _mm512_unpacklo_epi8(octets, _mm512_set1_epi8(0))
#define ZMM_WIDE_HIGH(octets) _mm512_unpackhi_epi8(octets, _mm512_set1_epi8(0))
#define ZMM_BELOW(low, high, bound)                                                                        \
    in_turns(_mm512_cmpgt_epi16_mask(bound, low), _mm512_cmpgt_epi16_mask(bound, high))
PART_BODY(avx512, __attribute__((target("avx512f,avx512bw"))), __m512i, _mm512_loadu_si512, _mm512_storeu_si512,
          ZMM_LOW, ZMM_HIGH, ZMM_TABLE, _mm512_shuffle_epi8, _mm512_adds_epu8, ZMM_SPREAD, ZMM_WIDE_LOW,
          ZMM_WIDE_HIGH, _mm512_add_epi16, ZMM_SPREAD_WIDE, ZMM_BELOW)
#endif

#ifdef ARM
#define NEON_STORE(at, value) vst1q_u8((uint8_t *)(at), value)
#define NEON_WIDE_LOW(octets) vreinterpretq_u8_u16(vmovl_u8(vget_low_u8(octets)))
#define NEON_WIDE_HIGH(octets) vreinterpretq_u8_u16(vmovl_u8(vget_high_u8(octets)))
#define NEON_ADD_WIDE(one, other)                                                                          \
    vreinterpretq_u8_u16(vaddq_u16(vreinterpretq_u16_u8(one), vreinterpretq_u16_u8(other)))
#define NEON_SPREAD_WIDE(value) vreinterpretq_u8_u16(vdupq_n_u16((uint16_t)(value)))
static uint64_t neon_below(uint8x16_t low, uint8x16_t high, uint8x16_t bound) {
    const uint16x8_t most = vreinterpretq_u16_u8(bound);
    const uint8x16_t less = vcombine_u8(vmovn_u16(vcgtq_u16(most, vreinterpretq_u16_u8(low))),
                                        vmovn_u16(vcgtq_u16(most, vreinterpretq_u16_u8(high))));
    if (vmaxvq_u8(less) == 0) return 0;
    const uint8x16_t bits = vandq_u8(less, (uint8x16_t){1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128});
    return (uint64_t)vaddv_u8(vget_low_u8(bits)) | (uint64_t)vaddv_u8(vget_high_u8(bits)) << 8;
}
PART_BODY(neon, , uint8x16_t, vld1q_u8, NEON_STORE, NEON_LOW, NEON_HIGH, vld1q_u8, vqtbl1q_u8, vqaddq_u8,
          vdupq_n_u8, NEON_WIDE_LOW, NEON_WIDE_HIGH, NEON_ADD_WIDE, NEON_SPREAD_WIDE, neon_below)
#endif

const scan_set scan_sets[] = {
#ifdef X86
    {"avx512", into_avx512, has_avx512},
    {"avx2", into_avx2, has_avx2},
    {"sse4.2", into_sse42, has_sse42},
#endif
#ifdef ARM
    {"neon", into_neon, always},
#endif
    {"plain", into_plain, always},
    {NULL, NULL, NULL},
};
