/* Stages of one comparison. Sums run from the first to the last and products are rounded before they are
 * added (-ffp-contract=off), so that this file and its NumPy twin agree far below 1e-6. */
#include "alignment.h"
#include "relaxation.h"
#include "workspace.h"

#include <math.h>
#include <stdlib.h>

#define EITHER(which, yes, no) ((four)(((wide)(yes) & (which)) | ((wide)(no) & ~(which))))

workspace *workspace_new(void) {
    workspace *room = malloc(sizeof *room);
    if (room == NULL) return NULL;
    for (int i = 0; i <= CELLS_AT_MOST; i++) room->root[i] = sqrt(i);
    return room;
}

void workspace_free(workspace *room) { free(room); }

/* Every pair's local similarity (eq. 14-16). */
INLINE void fill_similarity(const finger *probe, const finger *reference, const matching *with, count_row *row,
                            workspace *room) {
    const int least = (int)with->least_common_cells;
    for (ptrdiff_t i = 0; i < probe->count; i++) {
        double *out = room->similarity + i * reference->count;
        const double angle = probe->place[3 * i + 2];
        row(probe->bits + i * CYLINDER_WORDS, probe->known + i * MASK_WORDS, reference, room->row);
        for (ptrdiff_t j = 0; j < reference->count; j++) {
            const counts c = room->row[j];
            const double norms = room->root[c.ours] + room->root[c.theirs];
            double turn = fabs(angle - (double)reference->place[3 * j + 2]);
            if (2.0 * PI - turn < turn) turn = 2.0 * PI - turn;
            const int comparable = c.common >= least && turn <= with->largest_turn && norms > 0.0;
            out[j] = comparable ? 1.0 - room->root[c.differing] / norms : 0.0;
        }
    }
}

/* The place of the highest of n > 0 values, the first of equals. */
INLINE int highest(const double *values, ptrdiff_t n) {
    double top = values[0];
    ptrdiff_t i = 0;
    if (n >= 4) {
        four most = FOUR(values);
        for (i = 4; i + 4 <= n; i += 4) most = EITHER(FOUR(values + i) > most, FOUR(values + i), most);
        for (int k = 0; k < 4; k++) top = most[k] > top ? most[k] : top;
    }
    for (; i < n; i++) top = values[i] > top ? values[i] : top;
    int at = 0;
    while (values[at] != top) at++;
    return at;
}

/* The reference cylinder not taken yet that is most similar to a probe's, and how similar; -1 if none is. */
INLINE void look_again(const double *similarity, ptrdiff_t count, workspace *room, int i) {
    double left[M];
    for (ptrdiff_t j = 0; j < count; j++) left[j] = room->open[j] < 0.0 ? -1.0 : similarity[j];
    room->best[i] = highest(left, count);
    room->lead[i] = left[room->best[i]];
}

/* Greedy one-to-one choice; ties go to the lower probe, then to the lower reference cylinder. */
INLINE int choose_pairs(const finger *probe, const finger *reference, workspace *room) {
    const ptrdiff_t n = probe->count, m = reference->count;
    int chosen = 0;
    for (ptrdiff_t j = 0; j < m; j++) room->open[j] = 1.0;
    for (ptrdiff_t i = 0; i < n && m > 0; i++) {
        room->best[i] = highest(room->similarity + i * m, m);
        room->lead[i] = room->similarity[i * m + room->best[i]];
    }
    while (chosen < n && chosen < m) {
        const int top = highest(room->lead, n);
        if (!(room->lead[top] > 0.0)) break;
        if (room->open[room->best[top]] < 0.0) { /* taken since: what it had is an upper bound */
            look_again(room->similarity + top * m, m, room, top);
            continue;
        }
        room->rows[chosen] = top;
        room->columns[chosen] = room->best[top];
        room->start[chosen++] = room->lead[top];
        room->open[room->best[top]] = room->lead[top] = -1.0;
    }
    return chosen;
}

INLINE void gather_places(const finger *probe, const finger *reference, int pairs, workspace *room) {
    for (int t = 0; t < pairs; t++) {
        const float *p = probe->place + 3 * room->rows[t], *q = reference->place + 3 * room->columns[t];
        room->px[t] = p[0], room->py[t] = -(double)p[1], room->pa[t] = p[2];
        room->qx[t] = q[0], room->qy[t] = -(double)q[1], room->qa[t] = q[2];
        room->turn[t] = wrapped(room->pa[t] - room->qa[t]);
    }
}

/* The mean weight of the pairs that kept most of theirs; missing pairs weigh nothing (eq. 18, 31). */
INLINE double kept_weight(int pairs, ptrdiff_t fewer, const matching *with, workspace *room) {
    const double share = 1.0 / (1.0 + exp(-with->pairs_slope * ((double)fewer - with->pairs_middle)));
    const int wanted =
        (int)with->fewest_pairs + (int)floor(share * (with->most_pairs - with->fewest_pairs) + 0.5);
    double total = 0.0;
    for (int t = 0; t < pairs; t++) room->gained[t] = room->end[t] / room->start[t];
    for (int taken = 0; taken < wanted && taken < pairs; taken++) {
        int best = -1;
        for (int t = 0; t < pairs; t++)
            if (room->gained[t] >= 0.0 && (best < 0 || room->gained[t] > room->gained[best])) best = t;
        if (best < 0) break;
        total += room->end[best];
        room->gained[best] = -1.0;
    }
    return total / wanted;
}

INLINE double compare_in(const finger *probe, const finger *reference, const matching *with, count_row *row,
                         workspace *room) {
    motion found;
    double overlap;
    const ptrdiff_t fewer = probe->count < reference->count ? probe->count : reference->count;
    fill_similarity(probe, reference, with, row, room);
    const int pairs = choose_pairs(probe, reference, room);
    gather_places(probe, reference, pairs, room);
    fill_support(pairs, with, room);
    relax(pairs, with, room);
    if (!align(pairs, room, &found)) return 0.0;
    const int touches = find_touching(probe, reference, &found, with, room, &overlap);
    const double total = coincidence(touches, room);
    const double full = with->full_coincidence;
    const double share = total / (overlap > full ? overlap : full);
    const double enough = total / full < 1.0 ? total / full : 1.0;
    return cbrt(kept_weight(pairs, fewer, with, room) * share * enough);
}

#if defined(__x86_64__)
/* Four doubles in a register: without fused operations the same values. */
__attribute__((target("avx2"))) static double compare_avx2(const finger *probe, const finger *reference,
                                                           const matching *with, count_row *row,
                                                           workspace *room) {
    return compare_in(probe, reference, with, row, room);
}
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define compare_avx2 compare_in
#define HAS_AVX2 0
#endif

double compare(const finger *probe, const finger *reference, const matching *with, count_row *row,
               workspace *room) {
    return HAS_AVX2 ? compare_avx2(probe, reference, with, row, room)
                    : compare_in(probe, reference, with, row, room);
}
