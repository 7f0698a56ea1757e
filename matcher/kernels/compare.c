/* Stages of one comparison. Sums run from the first to the last and products are rounded before they are
 * added (-ffp-contract=off), so that this file and its NumPy twin agree far below 1e-6. */
#include "compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define M MOST_CYLINDERS
#define PI 3.14159265358979323846
#define REACH 20.0 /* relaxation.py: beyond, a sigmoid counts as 0 */

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
    int rows[M], columns[M];   /* the pairs */
    double start[M], end[M], gained[M], say[M];
    double px[M], py[M], pa[M], qx[M], qy[M], qa[M], turn[M]; /* places of the pairs, y upwards */
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

static double wrapped(double angle) {
    if (angle > PI) angle -= 2.0 * PI;
    return angle < -PI ? angle + 2.0 * PI : angle;
}

/* Every pair's local similarity (eq. 14-16). */
static void fill_similarity(const finger *probe, const finger *reference, const matching *with, count_row *row,
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

static int best_of_row(const double *similarity, ptrdiff_t count, const unsigned char *taken) {
    int best = -1;
    for (ptrdiff_t j = 0; j < count; j++)
        if (!taken[j] && (best < 0 || similarity[j] > similarity[best])) best = (int)j;
    return best;
}

/* Greedy one-to-one choice; ties go to the lower probe, then to the lower reference cylinder. */
static int choose_pairs(const finger *probe, const finger *reference, workspace *room) {
    const ptrdiff_t n = probe->count, m = reference->count;
    int chosen = 0;
    memset(room->row_taken, 0, sizeof room->row_taken);
    memset(room->column_taken, 0, sizeof room->column_taken);
    for (ptrdiff_t i = 0; i < n; i++)
        room->best[i] = best_of_row(room->similarity + i * m, m, room->column_taken);
    while (chosen < n && chosen < m) {
        int top = -1;
        double highest = 0.0;
        for (ptrdiff_t i = 0; i < n; i++) {
            if (room->row_taken[i] || room->best[i] < 0) continue;
            if (room->column_taken[room->best[i]]) /* a stale best is an upper bound: look again if it leads */
                if (room->similarity[i * m + room->best[i]] > highest)
                    room->best[i] = best_of_row(room->similarity + i * m, m, room->column_taken);
            if (room->best[i] < 0 || room->column_taken[room->best[i]]) continue;
            const double value = room->similarity[i * m + room->best[i]];
            if (value > highest) {
                highest = value;
                top = (int)i;
            }
        }
        if (top < 0) break;
        room->rows[chosen] = top;
        room->columns[chosen] = room->best[top];
        room->start[chosen++] = highest;
        room->row_taken[top] = room->column_taken[room->best[top]] = 1;
    }
    return chosen;
}

static void gather_places(const finger *probe, const finger *reference, int pairs, workspace *room) {
    for (int t = 0; t < pairs; t++) {
        const float *p = probe->place + 3 * room->rows[t], *q = reference->place + 3 * room->columns[t];
        room->px[t] = p[0], room->py[t] = -(double)p[1], room->pa[t] = p[2];
        room->qx[t] = q[0], room->qy[t] = -(double)q[1], room->qa[t] = q[2];
        room->turn[t] = wrapped(room->pa[t] - room->qa[t]);
    }
}

static double sigmoid(double exponent) { return exponent > REACH ? 0.0 : 1.0 / (1.0 + exp(exponent)); }

/* How well the pairs support one another (eq. 27-30). Distances first: they rule most of them out. */
static void fill_support(int pairs, const matching *with, workspace *room) {
    memset(room->support, 0, sizeof(double) * (size_t)pairs * (size_t)pairs);
    for (int t = 0; t < pairs; t++) {
        for (int k = t + 1; k < pairs; k++) {
            const double adx = room->px[k] - room->px[t], ady = room->py[k] - room->py[t];
            const double bdx = room->qx[k] - room->qx[t], bdy = room->qy[k] - room->qy[t];
            const double apart = fabs(sqrt(adx * adx + ady * ady) - sqrt(bdx * bdx + bdy * bdy));
            const double by_distance = -with->distance_slope * (apart - with->distance_middle);
            if (by_distance > REACH) continue;
            const double turned = fabs(wrapped(room->turn[t] - room->turn[k]));
            const double by_direction = -with->direction_slope * (turned - with->direction_middle);
            if (by_direction > REACH) continue;
            const double both = sigmoid(by_distance) * sigmoid(by_direction);
            const double line = atan2(ady * bdx - adx * bdy, adx * bdx + ady * bdy);
            const double seen_t = fabs(wrapped(room->turn[t] - line));
            const double seen_k = fabs(wrapped(room->turn[k] - line));
            room->support[k * pairs + t] = both * sigmoid(-with->radial_slope * (seen_t - with->radial_middle));
            room->support[t * pairs + k] = both * sigmoid(-with->radial_slope * (seen_k - with->radial_middle));
        }
    }
}

/* Rounds of relaxation (eq. 26). The sums over k run in order for every t; t is the inner loop. */
static void relax(int pairs, const matching *with, workspace *room) {
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
static int align(int pairs, workspace *room, motion *found) {
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

/* Sum of the closeness of minutiae that coincide after the motion, one-to-one; how many could have. */
static double coincidence(const finger *probe, const finger *reference, const motion *by, const matching *with,
                          workspace *room, double *overlap) {
    const ptrdiff_t n = probe->count, m = reference->count;
    const double reach = with->overlap_distance * with->overlap_distance;
    const double distance = with->coincidence_distance * with->coincidence_distance;
    const double most_turn = with->coincidence_turn * with->coincidence_turn;
    const double turned_by = atan2(by->sin, by->cos);
    int inside_reference = 0, inside_probe = 0, touches = 0;
    memset(room->row_taken, 0, sizeof room->row_taken);
    memset(room->column_taken, 0, sizeof room->column_taken);
    for (ptrdiff_t i = 0; i < n; i++) {
        const double px = probe->place[3 * i], py = -(double)probe->place[3 * i + 1];
        const double x = by->cos * px - by->sin * py + by->shift_x;
        const double y = by->sin * px + by->cos * py + by->shift_y;
        const double angle = (double)probe->place[3 * i + 2] + turned_by;
        int met = 0;
        for (ptrdiff_t j = 0; j < m; j++) {
            const double dx = x - reference->place[3 * j], dy = y - -(double)reference->place[3 * j + 1];
            const double squared = dx * dx + dy * dy;
            if (squared <= reach) met = room->column_taken[j] = 1;
            const double near = 1.0 - squared / distance;
            if (!(near > 0.0)) continue;
            const double turn = wrapped(wrapped(angle - (double)reference->place[3 * j + 2]));
            const double alike = 1.0 - turn * turn / most_turn;
            if (alike > 0.0) room->touch[touches++] = (touching){near * alike, (int)i, (int)j};
        }
        inside_reference += met;
    }
    for (ptrdiff_t j = 0; j < m; j++) inside_probe += room->column_taken[j];
    *overlap = sqrt((double)inside_reference * (double)inside_probe);
    qsort(room->touch, (size_t)touches, sizeof(touching), closer);
    memset(room->column_taken, 0, sizeof room->column_taken);
    double total = 0.0;
    for (int t = 0; t < touches; t++) {
        const touching one = room->touch[t];
        if (room->row_taken[one.probe] || room->column_taken[one.reference]) continue;
        room->row_taken[one.probe] = room->column_taken[one.reference] = 1;
        total += one.closeness;
    }
    return total;
}

/* The mean weight of the pairs that kept most of theirs; missing pairs weigh nothing (eq. 18, 31). */
static double kept_weight(int pairs, ptrdiff_t fewer, const matching *with, workspace *room) {
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

double compare(const finger *probe, const finger *reference, const matching *with, count_row *row,
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
    const double total = coincidence(probe, reference, &found, with, room, &overlap);
    const double full = with->full_coincidence;
    const double share = total / (overlap > full ? overlap : full);
    const double enough = total / full < 1.0 ? total / full : 1.0;
    return cbrt(kept_weight(pairs, fewer, with, room) * share * enough);
}
