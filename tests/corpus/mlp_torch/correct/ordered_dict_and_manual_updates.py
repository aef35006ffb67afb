"""Named layers, backward, updates written out, replaced data."""
from collections import OrderedDict
import torch, numpy as np
def build_model(num_inputs,num_hidden,num_outputs=1):
    return torch.nn.Sequential(OrderedDict([("hidden",torch.nn.Linear(num_inputs,num_hidden,bias=False)),("a",torch.nn.Sigmoid()),("out",torch.nn.Linear(num_hidden,num_outputs,bias=False)),("b",torch.nn.Sigmoid())]))
def copy_weights(model,weights_hidden,weights_output):
    model[0].weight.data=torch.from_numpy(weights_hidden.T.astype(np.float32).copy())
    model[2].weight.data=torch.from_numpy(weights_output.T.astype(np.float32).copy())
def gradients(model,inputs,truth):
    model.zero_grad()
    loss=((model(inputs)-truth)**2).mean(); loss.backward()
    return model[0].weight.grad.numpy().T.copy(), model[2].weight.grad.numpy().T.copy()
def train(model,inputs,truth,learning_rate=0.05,num_iterations=10000,log_every=1000):
    h=[]
    for i in range(num_iterations):
        model.zero_grad(); loss=torch.mean(torch.square(model(inputs)-truth)); loss.backward()
        if i%log_every==0: h.append((i,float(loss)))
        with torch.no_grad():
            for p in model.parameters(): p-=learning_rate*p.grad
    return h
