/* Stages of one comparison. Sums run from the first to the last and products are rounded before they are
 * added (-ffp-contract=off), so that this file and its NumPy twin agree far below 1e-6. */
#include "compare.h"
#include "lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define M MOST_CYLINDERS
#define PI 3.14159265358979323846
#define REACH 20.0 /* relaxation.py: beyond, a sigmoid counts as 0 */

#define EITHER(which, yes, no) ((four)(((wide)(yes) & (which)) | ((wide)(no) & ~(which))))

typedef struct {
    double closeness;
    int probe, reference;
} touching;

struct workspace {
    double root[CELLS_AT_MOST + 1]; /* square roots of every count */
    double similarity[M * M];
    double support[M * M]; /* [k * n + t]: what pair k says for pair t */
    counts row[M];
    touching touch[M * M];
    int best[M];               /* of each probe cylinder: the most similar reference cylinder not taken */
    double lead[M];            /* how similar that one is, or was until it was taken; -1: there is none */
    double open[M];            /* of each reference cylinder: -1 once it is taken, before that 1 */
    int rows[M], columns[M];   /* the pairs */
    double start[M], end[M], gained[M], say[M];
    double px[M], py[M], pa[M], qx[M], qy[M], qa[M], turn[M]; /* places of the pairs, y upwards */
    double near[M];                                           /* squared distances, or differences of them */
    unsigned char row_taken[M], column_taken[M];
};

typedef struct {
    double cos, sin, shift_x, shift_y;
} motion;

workspace *workspace_new(void) {
    workspace *room = malloc(sizeof *room);
    if (room == NULL) return NULL;
    for (int i = 0; i <= CELLS_AT_MOST; i++) room->root[i] = sqrt(i);
    return room;
}

void workspace_free(workspace *room) { free(room); }

INLINE double wrapped(double angle) {
    if (angle > PI) angle -= 2.0 * PI;
    return angle < -PI ? angle + 2.0 * PI : angle;
}

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

static double sigmoid(double exponent) { return exponent > REACH ? 0.0 : 1.0 / (1.0 + exp(exponent)); }

/* What two pairs say for one another (eq. 27-30), `by_distance` known. */
static void fill_mutual(int pairs, int t, int k, double by_distance, const matching *with, workspace *room) {
    const double turned = fabs(wrapped(room->turn[t] - room->turn[k]));
    const double by_direction = -with->direction_slope * (turned - with->direction_middle);
    if (by_direction > REACH) return;
    const double adx = room->px[k] - room->px[t], ady = room->py[k] - room->py[t];
    const double bdx = room->qx[k] - room->qx[t], bdy = room->qy[k] - room->qy[t];
    const double both = sigmoid(by_distance) * sigmoid(by_direction);
    const double line = atan2(ady * bdx - adx * bdy, adx * bdx + ady * bdy);
    const double seen_t = fabs(wrapped(room->turn[t] - line));
    const double seen_k = fabs(wrapped(room->turn[k] - line));
    room->support[k * pairs + t] = both * sigmoid(-with->radial_slope * (seen_t - with->radial_middle));
    room->support[t * pairs + k] = both * sigmoid(-with->radial_slope * (seen_k - with->radial_middle));
}

/* How well the pairs support one another. Distances first: they rule most of them out. */
INLINE void fill_support(int pairs, const matching *with, workspace *room) {
    memset(room->support, 0, sizeof(double) * (size_t)pairs * (size_t)pairs);
    for (int t = 0; t < pairs; t++) {
        const double px = room->px[t], py = room->py[t], qx = room->qx[t], qy = room->qy[t];
        for (int k = t + 1; k < pairs; k++) {
            const double adx = room->px[k] - px, ady = room->py[k] - py;
            const double bdx = room->qx[k] - qx, bdy = room->qy[k] - qy;
            const double apart = fabs(sqrt(adx * adx + ady * ady) - sqrt(bdx * bdx + bdy * bdy));
            room->near[k] = -with->distance_slope * (apart - with->distance_middle);
        }
        for (int k = t + 1; k < pairs; k++)
            if (room->near[k] <= REACH) fill_mutual(pairs, t, k, room->near[k], with, room);
    }
}

/* Rounds of relaxation (eq. 26). The sums over k run in order for every t; t is the inner loop. */
INLINE void relax(int pairs, const matching *with, workspace *room) {
    const double others = pairs > 1 ? pairs - 1 : 1;
    memcpy(room->end, room->start, sizeof(double) * (size_t)pairs);
    for (int round = 0; round < (int)with->rounds; round++) {
        memset(room->gained, 0, sizeof(double) * (size_t)pairs);
        for (int k = 0; k < pairs; k++) {
            const double *says = room->support + k * pairs, weight = room->end[k];
            for (int t = 0; t < pairs; t++) room->gained[t] += says[t] * weight;
        }
        for (int t = 0; t < pairs; t++)
            room->end[t] = with->own_weight * room->end[t] + (1.0 - with->own_weight) * (room->gained[t] / others);
    }
}

/* The motion that the heaviest pair and those that agree with it call for; 0 if there is none. */
INLINE int align(int pairs, workspace *room, motion *found) {
    if (pairs < 2) return 0;
    int anchor = 0, speaking = 0;
    for (int t = 1; t < pairs; t++)
        if (room->end[t] > room->end[anchor]) anchor = t;
    double total = 0.0, sums[4] = {0.0, 0.0, 0.0, 0.0}, along = 0.0, across = 0.0;
    for (int t = 0; t < pairs; t++) {
        const double mutual = (room->support[t * pairs + anchor] + room->support[anchor * pairs + t]) / 2.0;
        const double say = t == anchor ? room->end[t] : mutual * room->end[t];
        room->say[t] = say;
        speaking += say != 0.0;
        total += say;
        sums[0] += say * room->px[t], sums[1] += say * room->py[t];
        sums[2] += say * room->qx[t], sums[3] += say * room->qy[t];
    }
    if (speaking < 2) return 0;
    const double cpx = sums[0] / total, cpy = sums[1] / total, cqx = sums[2] / total, cqy = sums[3] / total;
    for (int t = 0; t < pairs; t++) {
        const double px = room->px[t] - cpx, py = room->py[t] - cpy;
        const double qx = room->qx[t] - cqx, qy = room->qy[t] - cqy;
        along += room->say[t] * (px * qx + py * qy);
        across += room->say[t] * (px * qy - py * qx);
    }
    const double length = sqrt(along * along + across * across);
    if (length == 0.0) return 0;
    const double cos = along / length, sin = across / length;
    *found = (motion){cos, sin, cqx - (cos * cpx - sin * cpy), cqy - (sin * cpx + cos * cpy)};
    return 1;
}

static int closer(const void *left, const void *right) {
    const touching *a = left, *b = right;
    if (a->closeness != b->closeness) return a->closeness > b->closeness ? -1 : 1;
    if (a->probe != b->probe) return a->probe < b->probe ? -1 : 1;
    return (a->reference > b->reference) - (a->reference < b->reference);
}

/* What meets what after the motion: fills `touch`, returns how many. overlap: of how many could have met. */
INLINE int find_touching(const finger *probe, const finger *reference, const motion *by, const matching *with,
                         workspace *room, double *overlap) {
    const ptrdiff_t n = probe->count, m = reference->count;
    const double reach = with->overlap_distance * with->overlap_distance;
    const double distance = with->coincidence_distance * with->coincidence_distance;
    const double farthest = reach > distance ? reach : distance;
    const double most_turn = with->coincidence_turn * with->coincidence_turn;
    const double turned_by = atan2(by->sin, by->cos);
    double rx[M], ry[M], nearest[M]; /* the reference's minutiae, and of each how near the probe comes */
    int inside_reference = 0, inside_probe = 0, touches = 0;
    for (ptrdiff_t j = 0; j < m; j++) {
        rx[j] = reference->place[3 * j], ry[j] = -(double)reference->place[3 * j + 1];
        nearest[j] = INFINITY;
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        const double px = probe->place[3 * i], py = -(double)probe->place[3 * i + 1];
        const double x = by->cos * px - by->sin * py + by->shift_x;
        const double y = by->sin * px + by->cos * py + by->shift_y;
        const double angle = (double)probe->place[3 * i + 2] + turned_by;
        int met = 0;
        for (ptrdiff_t j = 0; j < m; j++) {
            const double dx = x - rx[j], dy = y - ry[j], squared = dx * dx + dy * dy;
            room->near[j] = squared;
            nearest[j] = squared < nearest[j] ? squared : nearest[j];
        }
        for (ptrdiff_t j = 0; j < m; j++) {
            if (room->near[j] > farthest) continue;
            met |= room->near[j] <= reach;
            const double near = 1.0 - room->near[j] / distance;
            if (!(near > 0.0)) continue;
            const double turn = wrapped(wrapped(angle - (double)reference->place[3 * j + 2]));
            const double alike = 1.0 - turn * turn / most_turn;
            if (alike > 0.0) room->touch[touches++] = (touching){near * alike, (int)i, (int)j};
        }
        inside_reference += met;
    }
    for (ptrdiff_t j = 0; j < m; j++) inside_probe += nearest[j] <= reach;
    *overlap = sqrt((double)inside_reference * (double)inside_probe);
    return touches;
}

/* Sum of the closeness of minutiae that coincide, one-to-one, the closest first. */
static double coincidence(int touches, workspace *room) {
    double total = 0.0;
    qsort(room->touch, (size_t)touches, sizeof(touching), closer);
    memset(room->row_taken, 0, sizeof room->row_taken);
    memset(room->column_taken, 0, sizeof room->column_taken);
    for (int t = 0; t < touches; t++) {
        const touching one = room->touch[t];
        if (room->row_taken[one.probe] || room->column_taken[one.reference]) continue;
        room->row_taken[one.probe] = room->column_taken[one.reference] = 1;
        total += one.closeness;
    }
    return total;
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
