/// Sets of nodes that hang together (union-find with path halving; Tarjan and van Leeuwen, J. ACM 31, 1984, p. 245).
///
/// Four bytes a node, so that ten million records take 40 MB. The smallest node of a set stands for it.
pub(super) struct Forest {
    parent: Vec<u32>,
}

impl Forest {
    pub(super) fn of(nodes: u32) -> Forest {
        Forest { parent: (0..nodes).collect() }
    }

    pub(super) fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            let above = self.parent[node as usize];
            self.parent[node as usize] = self.parent[above as usize];
            node = above;
        }
        node
    }

    pub(super) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// How many nodes each root stands for, itself included; 0 for nodes that are none.
    pub(super) fn sizes(&mut self) -> Vec<u32> {
        let mut sizes = vec![0; self.parent.len()];
        (0..self.parent.len() as u32).for_each(|node| sizes[self.root(node) as usize] += 1);
        sizes
    }

    /// Takes a whole set apart: each part, sorted, is a set of its own from now on.
    pub(super) fn split(&mut self, parts: &[Vec<u32>]) {
        for part in parts {
            part.iter().for_each(|node| self.parent[*node as usize] = part[0]);
        }
    }

    /// The nodes that another node stands for, each with that one.
    pub(super) fn joined(&mut self) -> impl Iterator<Item = (u32, u32)> {
        (0..self.parent.len() as u32).map(|node| (node, self.root(node))).filter(|(node, root)| node != root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_hangs_together_and_its_smallest_node_stands_for_it() {
        let mut forest = Forest::of(6);
        for (a, b) in [(5, 3), (3, 1), (4, 4)] {
            forest.join(a, b);
        }
        assert_eq!(forest.joined().collect::<Vec<_>>(), [(3, 1), (5, 1)]);
        assert_eq!(forest.sizes(), [1, 3, 1, 0, 1, 0]);
        forest.split(&[vec![1], vec![3, 5]]);
        assert_eq!(forest.joined().collect::<Vec<_>>(), [(5, 3)]);
    }
}
